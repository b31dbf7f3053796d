import { describe, expect, test } from 'vitest';
import { readInstanceListSearch, readReferences, writeReferences } from './search.ts';

describe('the address of the list', () => {
  test('what a hand typed wrong falls back to the default', () => {
    expect(
      readInstanceListSearch({
        page: '-3',
        pageSize: 7,
        powerState: 'burning',
        sort: 'x',
        view: 'heap',
        order: 1,
      }),
    ).toEqual({});
  });

  test('the empty zone is "No Availability Zone", and a number is a text like any other', () => {
    expect(readInstanceListSearch({ zone: '', search: 123, page: 4, pageSize: '50' })).toEqual({
      zone: '',
      search: '123',
      page: 4,
      pageSize: 50,
    });
  });
});

describe('the instances of the form', () => {
  const references = [
    { providerId: 'p1', id: 'a' },
    { providerId: 'p2', id: 'b' },
  ];

  test('come back as they were written, however a browser encoded them', () => {
    const text = writeReferences(references);
    expect(readReferences(text)).toEqual(references);
    expect(readReferences(encodeURIComponent(text))).toEqual(references);
  });

  test('each is named once, and rubbish is none', () => {
    expect(readReferences('p1/a,p1/a,,nonsense,/b,%E0')).toEqual([{ providerId: 'p1', id: 'a' }]);
    expect(readReferences(undefined)).toEqual([]);
  });
});
