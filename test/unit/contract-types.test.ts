import { describe, expect, expectTypeOf, it } from 'vitest';
import type { CurfewBridge } from '../../src/contract/channels/bridge.ts';
import {
  type ChannelNameOf,
  channelManifest,
  contract,
  type Handlers,
  type Input,
  type Output,
} from '../../src/contract/channels/contract.ts';
import type { RevocationPlan } from '../../src/contract/domain/revocation/plan.ts';
import type { Result } from '../../src/contract/failure.ts';

describe('the contract', () => {
  it('gives each channel a name of area and verb, a kind, an access and two schemas', () => {
    for (const [name, channel] of Object.entries(contract)) {
      expect(name).toMatch(/^[a-z]+\.[a-zA-Z]+$/);
      expect(['query', 'command', 'stream']).toContain(channel.kind);
      expect(['read', 'write', 'admin']).toContain(channel.access);
      expect(typeof channel.input.safeParse).toBe('function');
      expect(typeof channel.output.safeParse).toBe('function');
    }
  });

  it('lets nothing but the run of a revocation, and the end of its OAuth2 tokens, write to a core', () => {
    const writing = Object.entries(contract).filter(([, channel]) => channel.access === 'write');
    expect(writing.map(([name]) => name)).toEqual([
      'revocation.start',
      'revocation.resume',
      'revocation.endRemaining',
      'revocation.continueSecondScan',
      'revocation.endUnplanned',
      'revocation.endOAuthTokens',
      'revocation.watchFor',
    ]);
  });

  it('refuses fields that no schema names', () => {
    const answer = contract['directory.session'].input.safeParse({
      connectionId: 'a',
      handle: 'h',
      extra: 1,
    });
    expect(answer.success).toBe(false);
  });

  it('hands the preload names and kinds, without schemas', () => {
    expect(channelManifest()['directory.search']).toBe('stream');
    expect(channelManifest()['directory.session']).toBe('call');
    expect(Object.keys(channelManifest())).toEqual(Object.keys(contract));
  });

  it('types the bridge by channel: calls answer Results, streams give items', () => {
    expectTypeOf<CurfewBridge['revocation']['plan']>().returns.resolves.toEqualTypeOf<
      Result<RevocationPlan>
    >();
    expectTypeOf<Parameters<CurfewBridge['revocation']['plan']>[0]>().toEqualTypeOf<
      Input<'revocation.plan'>
    >();
    expectTypeOf<CurfewBridge['directory']['search']>().returns.toBeVoid();
    expectTypeOf<CurfewBridge>().not.toHaveProperty('invoke');
    expectTypeOf<Handlers['directory.session']>().returns.resolves.toEqualTypeOf<
      Output<'directory.session'>
    >();
    expectTypeOf<'directory.search'>().toExtend<ChannelNameOf<'stream'>>();
  });
});
