import {
  Masthead,
  MastheadBrand,
  MastheadContent,
  MastheadLogo,
  MastheadMain,
  Toolbar,
  ToolbarContent,
  ToolbarGroup,
  ToolbarItem,
} from '@patternfly/react-core';
import { Link } from '@tanstack/react-router';
import { Mark } from '../parts/mark.tsx';
import { NavigationBar, NavigationMenu } from './navigation.tsx';
import { ThemeMenu } from './theme-menu.tsx';
import { UserMenu } from './user-menu.tsx';

export function Topbar({ username }: { username: string }) {
  return (
    <Masthead display={{ default: 'inline' }} className="evenkeel-masthead">
      <MastheadMain>
        <MastheadBrand>
          <MastheadLogo component={(props) => <Link {...props} to="/instances" className="evenkeel-brand" />}>
            <Mark /> Evenkeel
          </MastheadLogo>
        </MastheadBrand>
      </MastheadMain>
      <MastheadContent>
        <Toolbar isFullHeight isStatic className="evenkeel-topbar-tools">
          <ToolbarContent>
            <NavigationBar />
            <ToolbarGroup align={{ default: 'alignEnd' }} gap={{ default: 'gapNone', md: 'gapSm' }}>
              <ToolbarItem>
                <ThemeMenu />
              </ToolbarItem>
              <ToolbarItem>
                <UserMenu username={username} />
              </ToolbarItem>
              <NavigationMenu />
            </ToolbarGroup>
          </ToolbarContent>
        </Toolbar>
      </MastheadContent>
    </Masthead>
  );
}
