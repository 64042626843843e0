import { useState } from 'react';
import type { ForwardingReceiver } from '../../../contract/domain/forwarding.ts';
import { text } from '../../messages/text.ts';
import { call, useStream } from '../../shared/ipc-client.ts';
import { ReceiverItem, ReceiverList } from '../../shared/receivers/receiver-list.tsx';
import { Problem } from '../../ui/page/problem.tsx';
import { ReceiverEditor } from './receiver-editor.tsx';
import { typeNames } from './receiver-types.ts';
import { Setting } from './setting.tsx';
import classes from './settings-page.module.css';

/** The receivers of the audit log, with what waits for each of them. */
export function ForwardingSetting() {
  const [receivers, setReceivers] = useState<readonly ForwardingReceiver[] | null>(null);
  const { error, restart } = useStream(
    'forwarding.watch',
    {},
    { onItems: (items) => setReceivers(items.at(-1) ?? null) },
  );

  return (
    <Setting id="setting-forwarding" title={text('forwarding.title')} about={text('forwarding.about')}>
      <div className={classes.receivers}>
        {error === null ? null : (
          <Problem error={error} meaning={text('forwarding.not-watched')} onRetry={restart} />
        )}
        <ReceiverList
          titleId="setting-forwarding"
          receivers={receivers}
          none={text('forwarding.none')}
          add={text('forwarding.add')}
          newTitle={text('forwarding.editor.new')}
          item={(receiver, onEdit) => (
            <ReceiverItem
              receiver={receiver}
              delivered="records"
              kind={text(typeNames[receiver.type])}
              onEdit={onEdit}
              onRetry={() => call('forwarding.retry', { id: receiver.id })}
            />
          )}
          editor={(receiver, onClose) => <ReceiverEditor receiver={receiver} onClose={onClose} />}
        />
      </div>
    </Setting>
  );
}
