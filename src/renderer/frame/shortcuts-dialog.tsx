import { Modal } from '@mantine/core';
import { lazy, Suspense, useEffect, useState } from 'react';
import { text } from '../messages/text.ts';
import { onShowShortcuts } from './shortcuts.ts';

const ShortcutsList = lazy(async () => ({
  default: (await import('./shortcuts-list.tsx')).ShortcutsList,
}));

/** All keyboard shortcuts: `?`. They are read when they are asked for. */
export function ShortcutsDialog() {
  const [opened, setOpened] = useState(false);
  useEffect(() => onShowShortcuts(() => setOpened(true)), []);
  return (
    <Modal
      withCloseButton
      closeButtonProps={{ 'aria-label': text('frame.close') }}
      opened={opened}
      onClose={() => setOpened(false)}
      title={text('frame.shortcuts')}
    >
      <Suspense fallback={null}>
        <ShortcutsList />
      </Suspense>
    </Modal>
  );
}
