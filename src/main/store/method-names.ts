import type { AuditStore } from './audit-store.ts';
import type { DeliveryReader, DeliveryWriter } from './deliveries.ts';
import type { StoreReader, StoreWriter } from './interface.ts';

// The methods that pass through a thread unchanged, by name: main's side, the thread, and what carries them out are made from these
// lists, so that a method is added in one place.

/** Queries that a run waits for: before everything else, and never from a damaged file. */
const runQueries = [
  'runTargets',
  'targetsToEnd',
  'goneTargets',
  'sampleTargets',
  'countTargets',
  'runUsers',
  'countUsers',
  'openTargetsOf',
  'findTargets',
  'usersToPassOver',
  'handlesOfNoTarget',
  'newSessionsNotListed',
  'sessionsBefore',
  'targetErrors',
] as const satisfies readonly (keyof StoreReader)[];

/** Queries in the file of a revocation. */
export const queryMethods = [
  ...runQueries,
  'documents',
  'counts',
  'openLines',
  'ambiguousLines',
  'exclusions',
  'shares',
  'scanned',
  'unread',
  'unreadPage',
  'undecided',
  'namedUsers',
  'damagedTargets',
] as const satisfies readonly (keyof StoreReader)[];
export type QueryMethod = (typeof queryMethods)[number];
export const queriesOfRuns: ReadonlySet<QueryMethod> = new Set(runQueries);

/** Queries for a page of rows, in their own order or in that of a view. */
export const pageMethods = [
  'lines',
  'matches',
  'undecidedRows',
  'targets',
] as const satisfies readonly (keyof StoreReader)[];
export type PageMethod = (typeof pageMethods)[number];

/** Queries of the audit log. */
export const auditQueryMethods = [
  'state',
  'page',
  'records',
  'count',
  'neighbours',
  'days',
  'openIntents',
  'targetsOf',
  'size',
] as const satisfies readonly (keyof AuditStore)[];
export type AuditQueryMethod = (typeof auditQueryMethods)[number];

/** Of one or some users each: a run has thousands of them. */
const listOperations = [
  'compareWithList',
  'rememberList',
  'rememberLists',
] as const satisfies readonly (keyof StoreWriter)[];
export type ListOperation = (typeof listOperations)[number];

/** Operations that a run waits for: before everything else. */
const runOperations = [
  'recordWhere',
  'verifyAgain',
  ...listOperations,
  'orderSessions',
  'indexToSignal',
] as const satisfies readonly (keyof StoreWriter)[];

/** Long work in the file of a revocation, in steps. */
export const operationMethods = [
  ...runOperations,
  'settleList',
  'chooseUsers',
  'chooseForLines',
  'exclude',
  'freeze',
] as const satisfies readonly (keyof StoreWriter)[];
export type OperationMethod = (typeof operationMethods)[number];
export const operationsOfRuns: ReadonlySet<OperationMethod> = new Set(runOperations);
/**
 * Operations that are on disk together with the next commit of their revocation. Until then, what a power cut takes away is listed again:
 * a run settles before it ends anything, tells a receiver, or says that it has verified, and settling waits for them.
 */
export const operationsBeforeCommit: ReadonlySet<OperationMethod> = new Set(listOperations);

/** Changes and queries of the queues of deliveries, which are in the catalogue. */
export const deliveryWriterMethods = [
  'addReceiver',
  'removeReceiver',
  'splitReceiver',
  'moveReceiver',
  'addDeliveries',
  'settleDeliveries',
  'noteFailedAttempt',
  'requeueRefused',
  'forgetTopic',
  'removeTopic',
] as const satisfies readonly (keyof DeliveryWriter)[];
export const deliveryReaderMethods = [
  'nextDeliveries',
  'receivers',
  'topicDeliveries',
] as const satisfies readonly (keyof DeliveryReader)[];

/** An object with a method for each name. The compiler cannot follow a single name through `make`. */
export function methodsFor<Methods>(
  names: readonly (keyof Methods & string)[],
  make: <Name extends keyof Methods & string>(name: Name) => unknown,
): Methods {
  return Object.fromEntries(names.map((name) => [name, make(name)])) as Methods;
}
