import { parentPort, workerData } from 'node:worker_threads';
import { createCoreService } from './calls/core-service.ts';
import { openHosts } from './http/hosts.ts';
import { startRpcServer } from './rpc-server.ts';
import { startSdk } from './sdk.ts';
import type { CoreWorkerOptions } from './worker-options.ts';

if (!parentPort) throw new Error('This is the entry of a worker thread.');
const options = workerData as CoreWorkerOptions;
const hosts = openHosts(options);
startSdk(options, hosts);
startRpcServer(parentPort, createCoreService(options, hosts));
