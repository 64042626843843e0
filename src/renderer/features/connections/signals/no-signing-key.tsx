import { text } from '../../../messages/text.ts';
import receiverClasses from '../../../shared/receivers/receivers.module.css';
import { useAppInfo } from '../../../shared/settings-context.tsx';

/** Events are signed with a key that is nowhere else. Nothing is said where it can be kept. */
export function NoSigningKey() {
  const secretStore = useAppInfo()?.secretStore ?? 'available';
  if (secretStore === 'available') return null;
  return (
    <p className={receiverClasses.trouble}>
      {text(secretStore === 'locked' ? 'signals.store-locked' : 'signals.no-store')}
    </p>
  );
}
