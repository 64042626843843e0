import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { errorOf } from '../../unit/support/rejection.ts';
import { coreUnderTest, licensed } from '../support/core-under-test.ts';
import { storedAs } from '../support/fixtures.ts';
import { servicesOver } from '../support/receivers/services.ts';

const core = coreUnderTest();
const services = servicesOver(() => core.port);

describe('a session', () => {
  it('is shown with both of its payloads', async () => {
    const { id } = await core.make.emailUser('payloads');
    const database = { ip: '203.0.113.7', cart: [{ sku: 'a' }, null] };
    const token = { 'st-role': { v: ['admin'], t: 1 } };
    const { handle } = await core.make.session({ userId: id, database, token });
    expect(await services.session(handle)).toMatchObject({
      type: 'session',
      session: {
        handle,
        userId: id,
        recipeUserId: id,
        tenantId: 'public',
        ip: '203.0.113.7',
        userAgent: null,
        userDataInJWT: storedAs(token),
        userDataInDatabase: storedAs(database),
      },
    });
  });

  it('that is not there is told as such', async () => {
    const handle = randomUUID();
    expect(await services.session(handle)).toEqual({ type: 'not-there', handle });
  });

  it('of a tenant that does not exist is a clear error', async () => {
    expect(await errorOf(services.session(`${randomUUID()}_ghost`))).toMatchObject({
      code: 'tenant-unknown',
    });
  });

  it('shows login method and primary user of a linked account apart', async (context) => {
    const first = await core.make.thirdPartyUser('apart-1');
    const second = await core.make.emailUser('apart-2');
    await licensed(context, () => core.make.makePrimary(first.id));
    await core.make.link(second.id, first.id);
    const { handle } = await core.make.session({ userId: second.id });
    expect(await services.session(handle)).toMatchObject({
      session: { userId: first.id, recipeUserId: second.id },
    });
  });
});
