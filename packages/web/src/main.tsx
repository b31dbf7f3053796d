import '@patternfly/react-core/dist/styles/base.css';
import './styles.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { queryClient } from './api/client.ts';
import { MessagesProvider } from './parts/messages.tsx';
import { SelectionProvider } from './parts/selection.tsx';
import { router } from './router.tsx';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');

createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <MessagesProvider>
        <SelectionProvider>
          <RouterProvider router={router} />
        </SelectionProvider>
      </MessagesProvider>
    </QueryClientProvider>
  </StrictMode>,
);
