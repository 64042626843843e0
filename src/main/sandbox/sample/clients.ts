import type { JsonObject } from '../store/json.ts';
import type { Random } from './sample.ts';

const MOZILLA = 'Mozilla/5.0';
const KHTML = '(KHTML, like Gecko)';

const USER_AGENTS = [
  `${MOZILLA} (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 ${KHTML} Version/18.6 Safari/605.1.15`,
  `${MOZILLA} (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 ${KHTML} Chrome/141.0.0.0 Safari/537.36`,
  `${MOZILLA} (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 ${KHTML} Chrome/142.0.0.0 Safari/537.36`,
  `${MOZILLA} (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 ${KHTML} Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0`,
  `${MOZILLA} (Windows NT 10.0; Win64; x64; rv:144.0) Gecko/20100101 Firefox/144.0`,
  `${MOZILLA} (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0`,
  `${MOZILLA} (X11; Linux x86_64) AppleWebKit/537.36 ${KHTML} Chrome/140.0.0.0 Safari/537.36`,
  `${MOZILLA} (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 ${KHTML} Version/18.6 Mobile/15E148 Safari/604.1`,
  `${MOZILLA} (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 ${KHTML} CriOS/141.0.7390.41 Mobile/15E148 Safari/604.1`,
  `${MOZILLA} (iPad; CPU OS 18_6 like Mac OS X) AppleWebKit/605.1.15 ${KHTML} Version/18.6 Mobile/15E148 Safari/604.1`,
  `${MOZILLA} (Linux; Android 15; Pixel 9) AppleWebKit/537.36 ${KHTML} Chrome/141.0.0.0 Mobile Safari/537.36`,
  `${MOZILLA} (Linux; Android 14; SM-S921B) AppleWebKit/537.36 ${KHTML} SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36`,
];

/** Where the attack of the sample data comes from. No one else has this address. */
export const ATTACKER: JsonObject = { ip: '198.51.100.66', userAgent: 'python-requests/2.32.3' };

/** The two or three devices and networks that one user signs in from. */
export function clientsOfUser(random: Random): JsonObject[] {
  const networks = [addressFrom(random), addressFrom(random)];
  return Array.from({ length: random.int(1, 3) }, () => ({
    ip: random.pick(networks),
    userAgent: random.pick(USER_AGENTS),
  }));
}

/** What a session keeps of its client: nothing at all for one in seven, as where the application does not write it. */
export function clientOrNothing(random: Random, clients: readonly JsonObject[]): JsonObject {
  return random.chance(0.15) ? {} : { ...random.pick(clients) };
}

// The ranges that are set aside for documentation (RFC 5737, RFC 3849): nobody's real address.
function addressFrom(random: Random): string {
  const last = random.int(2, 254);
  switch (random.int(0, 3)) {
    case 0:
      return `203.0.113.${last}`;
    case 1:
      return `198.51.100.${last === 66 ? 67 : last}`;
    case 2:
      return `192.0.2.${last}`;
    default:
      return `2001:db8:${random.int(1, 0xffff).toString(16)}::${last.toString(16)}`;
  }
}
