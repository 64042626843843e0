import { describe, expect, test } from 'vitest';
import { resolveAppAddress } from './app-address.ts';

const assets = new Set(['assets/index-1.js', 'assets/index-1.css', 'icon.svg']);
const resolve = (address: string) => resolveAppAddress(address, assets);

describe('addresses of the console', () => {
  test.each([
    'curfew://app/assets/index-1.js',
    'curfew://app/icon.svg',
    'curfew://app/assets/index-1.css?v=2#a',
  ])('%s is a file', (address) => expect(resolve(address)).toMatchObject({ kind: 'asset' }));

  test.each([
    'curfew://app',
    'curfew://app/',
    'curfew://app/users',
    'curfew://app/users/emp-4711?tab=sessions',
    'curfew://app/users/a%2Fb',
    'curfew://app/users/%E2%82%AC',
  ])('%s is the page', (address) => expect(resolve(address)).toEqual({ kind: 'page' }));

  test.each([
    'curfew://app/assets/../../../etc/passwd',
    'curfew://app/assets/%2e%2e/%2e%2e/package.json',
    'curfew://app/..%2f..%2fpackage.json',
    'curfew://app/assets%2f..%2f..%2fpackage.json',
    'curfew://app/assets/..%5c..%5cpackage.json',
    'curfew://app//etc/passwd',
    'curfew://app/assets/unknown.js',
  ])('%s leads to no file', (address) => expect(resolve(address)).not.toMatchObject({ kind: 'asset' }));

  test.each(['curfew://app/assets/unknown.js', 'curfew://app/assets/'])('%s is not found', (address) =>
    expect(resolve(address)).toEqual({ kind: 'refused', status: 404 }));

  test.each([
    'curfew://app/assets/index-1.js%00.css',
    'curfew://app/%',
    'not an address',
  ])('%s is not an address of ours', (address) =>
    expect(resolve(address)).toEqual({ kind: 'refused', status: 400 }));

  test.each([
    'curfew://other/',
    'curfew://app:80/',
    'https://app/',
    'file:///etc/passwd',
  ])('%s belongs to someone else', (address) =>
    expect(resolve(address)).toEqual({ kind: 'refused', status: 404 }));
});
