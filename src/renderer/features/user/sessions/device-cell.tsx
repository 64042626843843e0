import { formatDevice } from '../../../messages/format-device.ts';
import { Recorded } from '../../../ui/fact.tsx';

/** What a session's user agent claims to be. The whole string stands in the tooltip. */
export function DeviceCell({ userAgent }: { readonly userAgent: string | null }) {
  if (userAgent === null) return <Recorded value={null} />;
  const { words, claimed } = formatDevice(userAgent);
  return <bdi title={claimed}>{words}</bdi>;
}
