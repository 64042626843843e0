import { parentPort, workerData } from 'node:worker_threads';
import { createCoreService } from './calls/core-service.ts';
import { openHosts } from './http/hosts.ts';
import { createHostIdentities } from './identity/host-identities.ts';
import { readFixedKeys } from './identity/read-fixed-keys.ts';
import type { CoreWorkerOptions } from './protocol.ts';
import { startCoreServer } from './rpc-server.ts';
import { startSdk } from './sdk.ts';

// The SDK throws and catches an error for each path it normalises, and reads an environment variable at each step of a
// call. Without stacks, and with an environment that is a plain object, a bulk reading is a third faster.
Error.stackTraceLimit = 0;
process.env = { ...process.env };

if (!parentPort) throw new Error('This is the entry of a worker thread.');
const options = workerData as CoreWorkerOptions;
const hosts = openHosts(options);
const keyReading = { apiKey: options.apiKey, limits: options };
const identities = createHostIdentities(hosts, (host, stopper) => readFixedKeys(host, keyReading, stopper));
startSdk(options, hosts, identities);
startCoreServer(parentPort, createCoreService(options, hosts, identities));
