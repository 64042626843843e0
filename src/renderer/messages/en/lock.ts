/** The lock screen, and the lock among the settings. */
export const lockMessages = {
  'lock.title': 'Curfew is locked',
  'lock.window': 'Locked',
  'lock.about': 'Revocations that run go on. Nothing else starts until Curfew is unlocked.',
  'lock.passphrase': 'Passphrase',
  'lock.unlock': 'Unlock',
  'lock.unlock-touch-id': 'Unlock with Touch ID',
  'lock.opening': 'Curfew is unlocked. The page is loaded.',
  'lock.wait': 'The next passphrase is accepted in {seconds, plural, one {# second} other {# seconds}}.',
  'lock.forgotten': 'Forgotten passphrase',
  'lock.forgotten.about':
    'Nobody can restore the passphrase. To open Curfew without it, quit Curfew and delete the file {file} in its data folder. The API keys that were saved cannot be used then: enter them again. Connections, revocations and reports stay.',
  'settings.lock': 'Lock',
  'settings.lock.about':
    'While Curfew is locked, its window shows nothing and ends nothing. Revocations that run go on. The lock does not encrypt the files of Curfew.',
  'settings.lock.state-off': 'Off',
  'settings.lock.state-on':
    'On, after {minutes, plural, one {# minute} other {# minutes}} without a key or a movement of the mouse.',
  'settings.lock.not-locked': 'The console is not locked.',
  'settings.lock.not-read': 'The settings of the lock could not be read.',
  'settings.lock.set-up': 'Set up a lock',
  'settings.lock.change': 'Change the lock',
  'settings.lock.turn-off': 'Turn off the lock',
  'settings.lock.lock-now': 'Lock now',
  'settings.lock.cancel': 'Cancel',
  'settings.lock.save': 'Save',
  'settings.lock.turn-on': 'Turn on the lock',
  'settings.lock.present': 'Present passphrase',
  'settings.lock.new': 'New passphrase',
  'settings.lock.new.about': 'At least {count, plural, one {# character} other {# characters}}.',
  'settings.lock.new.optional':
    'At least {count, plural, one {# character} other {# characters}}. Empty: the passphrase stays as it is.',
  'settings.lock.new.fault':
    'The passphrase has fewer than {count, plural, one {# character} other {# characters}}.',
  'settings.lock.repeat': 'New passphrase again',
  'settings.lock.repeat.fault': 'The two passphrases differ.',
  'settings.lock.when': 'When Curfew locks itself',
  'settings.lock.minutes': 'After minutes without a key or a movement of the mouse',
  'settings.lock.minutes.fault': 'Enter 1 to 240 minutes.',
  'settings.lock.on-suspend': 'When the computer goes to sleep',
  'settings.lock.on-screen-lock': 'When the screen is locked',
  'settings.lock.touch-id': 'Touch ID unlocks too',
  'settings.mask': 'Names in tables',
  'settings.mask.about':
    'Names, e-mail addresses and phone numbers of users are masked in tables until their row has the pointer or the focus. Questions, previews and reports of what is ended show them in full.',
  'settings.mask.switch': 'Mask names',
  'settings.capture': 'Captures of the screen',
  'settings.capture.about':
    'Windows and most programs on macOS leave the window out of screenshots, recordings and shared screens. On Linux this has no effect.',
  'settings.capture.switch': 'Leave the window out',
} as const;
