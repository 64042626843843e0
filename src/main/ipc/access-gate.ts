import type { Access } from '../../contract/channels/channel.ts';
import type { ConnectionSettings } from '../../contract/domain/connection.ts';
import { failure } from '../../contract/failure.ts';

/** Throws a `Failure` when a call of this access must not happen. `input` is parsed already. */
export type AccessGate = (access: Access, input: unknown) => void;

interface AccessGatePorts {
  /** Throws a `Failure` for a connection that is not there. */
  readonly settings: (connectionId: string) => Pick<ConnectionSettings, 'name' | 'readOnly'>;
  readonly connectionOfPlan: (planId: string) => string | undefined;
}

function textField(input: unknown, field: string): string | undefined {
  if (typeof input !== 'object' || input === null) return undefined;
  const value: unknown = Reflect.get(input, field);
  return typeof value === 'string' ? value : undefined;
}

function connectionOf(input: unknown, ports: AccessGatePorts): string {
  const connectionId = textField(input, 'connectionId');
  if (connectionId !== undefined) return connectionId;
  const planId = textField(input, 'planId');
  const ofPlan = planId === undefined ? undefined : ports.connectionOfPlan(planId);
  // A write whose connection is unknown is refused: nothing says that it may happen.
  if (ofPlan === undefined) {
    throw failure('not-found', { reason: 'plan-unknown' });
  }
  return ofPlan;
}

/** Refuses `write` on a connection that is read-only here. Looking and changing this console is always allowed. */
export function createAccessGate(ports: AccessGatePorts): AccessGate {
  return (access, input) => {
    if (access !== 'write') return;
    const { name, readOnly } = ports.settings(connectionOf(input, ports));
    if (!readOnly) return;
    throw failure('read-only', { reason: 'connection-read-only', params: { name } });
  };
}
