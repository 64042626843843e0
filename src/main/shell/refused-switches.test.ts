import { describe, expect, it } from 'vitest';
import { refusedSwitches } from './refused-switches.ts';

// control: no-debugging-when-packaged
describe('a packaged console', () => {
  it.each([
    ['--remote-debugging-port=9222', '--remote-debugging-port'],
    ['--remote-debugging-port=0', '--remote-debugging-port'],
    ['--remote-debugging-pipe', '--remote-debugging-pipe'],
    ['-remote-debugging-port=9222', '--remote-debugging-port'],
    ['/Remote-Debugging-Port=9222', '--remote-debugging-port'],
    ['--no-sandbox', '--no-sandbox'],
    ['--inspect', '--inspect'],
    ['--inspect-brk=127.0.0.1:9229', '--inspect-brk'],
    ['--js-flags=--allow-natives-syntax', '--js-flags'],
    ['--host-resolver-rules=MAP * 127.0.0.1', '--host-resolver-rules'],
  ])('does not start with %s', (argument, name) => {
    expect(refusedSwitches(['curfew', argument])).toEqual([name]);
    expect(refusedSwitches(['curfew', '--user-data-dir=/x', argument, argument])).toEqual([name]);
  });

  it('starts with what operators and desktops give it', () => {
    const given = [
      '--user-data-dir=/home/ada/curfew',
      '--password-store=basic',
      '--ozone-platform=wayland',
      '%U',
    ];
    expect(refusedSwitches(['/opt/Curfew/curfew', ...given, '/home/ada/no-sandbox'])).toEqual([]);
    expect(refusedSwitches(['--no-sandbox'])).toEqual([]);
  });
});
