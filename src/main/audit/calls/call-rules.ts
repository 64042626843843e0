import type { ChannelName } from '../../../contract/channels/contract.ts';
import type { CallRules, Rule } from './call-rule.ts';
import { connectionRules } from './connection-rules.ts';
import { directoryRules } from './directory-rules.ts';
import { planningRules } from './planning-rules.ts';
import { revocationRules } from './revocation-rules.ts';

/** Settings in which the console itself notes where it was. */
const ownMemory = ['lastConnectionId', 'sandboxIntroduced'];
/** What reports rely on is recorded where it is changed, with the values before and after it. */
const recordedThere = ['operatorName', 'ticket', 'evidence'];
const notRecordedHere: ReadonlySet<string> = new Set([...ownMemory, ...recordedThere]);

const appRules: CallRules<'app'> = {
  'app.info': 'own-state',
  'app.setAside': 'own-state',
  'app.takePageLoss': 'own-state',
  'app.settings': 'own-state',
  'app.saveSettings': (change, settings) => {
    const fields = Object.entries(change)
      .filter(([name, value]) => value !== undefined && !notRecordedHere.has(name))
      .map(([name]) => name);
    return settings === undefined || fields.length === 0
      ? []
      : [{ action: 'settings.changed', details: { fields: fields.join(' ') } }];
  },
  'app.copyText': 'part-of-a-call',
  'app.menuCommands': 'own-state',
};

const otherRules: CallRules<'lock' | 'audit' | 'forwarding' | 'signals' | 'evidence'> = {
  'lock.watch': 'own-state',
  'lock.unlock': 'recorded-where-it-happens',
  'lock.unlockByTouchId': 'recorded-where-it-happens',
  'lock.lockNow': 'recorded-where-it-happens',
  'lock.settings': 'own-state',
  'lock.save': ({ newPassphrase }, saved) =>
    saved
      ? [{ action: 'lock.changed', details: { change: 'saved', newPassphrase: newPassphrase !== null } }]
      : [],
  'lock.turnOff': (_, saved) =>
    saved ? [{ action: 'lock.changed', details: { change: 'turned-off' } }] : [],

  'audit.watch': 'own-state',
  'audit.page': 'own-state',
  'audit.count': 'own-state',
  'audit.neighbours': 'own-state',
  'audit.days': 'own-state',
  'audit.retention': 'own-state',
  'audit.applyRetention': 'recorded-where-it-happens',
  'audit.export': 'recorded-where-it-happens',
  'audit.verify': 'own-state',

  'forwarding.watch': 'own-state',
  'forwarding.save': 'recorded-where-it-happens',
  'forwarding.remove': 'recorded-where-it-happens',
  'forwarding.test': () => [
    { action: 'settings.changed', details: { setting: 'forwarding', change: 'tested' } },
  ],
  'forwarding.retry': 'part-of-a-call',

  'signals.watch': 'own-state',
  'signals.ofRevocation': 'own-state',
  'signals.exposure': 'own-state',
  'signals.save': 'recorded-where-it-happens',
  'signals.remove': 'recorded-where-it-happens',
  'signals.retry': 'part-of-a-call',
  'signals.verify': 'recorded-where-it-happens',
  'signals.exportKeys': (_, written) =>
    written ? [{ action: 'export.written', details: { format: 'jwks', ...written } }] : [],

  'evidence.write': 'recorded-where-it-happens',
};

/** What each channel of the contract leaves in the audit log. A new channel needs its line here. */
export const callRules: { readonly [C in ChannelName]: Rule<C> } = {
  ...appRules,
  ...connectionRules,
  ...directoryRules,
  ...planningRules,
  ...revocationRules,
  ...otherRules,
};
