import type { Random } from '../../src/main/sandbox/sample/sample.ts';

/** The scripts would leave a mark in the page, if one of them ran. */
const texts = [
  '<img src=x onerror="window.curfewWasTakenOver = true">',
  '<script>window.curfewWasTakenOver = true</script>',
  'javascript:window.curfewWasTakenOver = true',
  '{{constructor.constructor("window.curfewWasTakenOver = true")()}}',
  '\u202egro.elpmaxe@ssob.eht\u202c',
  'the\u200b.boss\u2066@corp.example',
  'nul \u0000, bell \u0007, escape \u001b[31m, line \u2028 separator',
  '=HYPERLINK("http://evil.example","click")',
  '../../etc/passwd',
  '\ufeff',
  '',
  ' ',
] as const;

/** As JSON texts: half a character cannot be in another encoding. */
const brokenTexts = ['"\\ud800"', '"\\udc00\\ud800"', '"\\u0000"'] as const;

const numbers = [
  ...['NaN', 'Infinity', '-Infinity', '1e999', '-1e999', '-0', '1e-400', '9007199254740993', '1.5'],
  ...['-1', '0', '8640000000000001', '01', '0x10', '+1', '.5', '1.', '1e'],
] as const;

/** The worst kinds are rare: each of them takes tens of milliseconds. */
const kinds = [
  ...['text', 'text', 'text', 'broken-text', 'number', 'number', 'literal', 'prototype', 'duplicates'],
  ...['deep-list', 'deep-object', 'wide-list', 'wide-object', 'long-text', 'not-json'],
] as const;

/** A name that wants to be taken for another, or to be run. */
export function hostileText(random: Random): string {
  return JSON.stringify(random.pick(texts));
}

/** A value as a core sends it that wants to do harm. Mostly JSON. */
export function hostileJson(random: Random): string {
  switch (random.pick(kinds)) {
    case 'text':
      return hostileText(random);
    case 'broken-text':
      return random.pick(brokenTexts);
    case 'number':
      return random.pick(numbers);
    case 'literal':
      return random.pick(['null', 'true', 'false', '[]', '{}', '[null]', '[[]]']);
    case 'prototype':
      return '{"__proto__":{"isPrimaryUser":true,"length":7},"constructor":{"prototype":null},"toString":1,"then":2}';
    case 'duplicates':
      return '{"ip":"203.0.113.7","ip":["x"],"userAgent":"a","userAgent":null,"":1,"":2}';
    case 'deep-list':
      return nested(depthOf(random), '[', ']');
    case 'deep-object':
      return nested(depthOf(random), '{"a":', '}');
    case 'wide-list':
      return `[${'{},'.repeat(random.int(1, 60_000))}1]`;
    case 'wide-object':
      return `{${Array.from({ length: random.int(1, 20_000) }, (_, n) => `"k${n}":${n}`).join(',')}}`;
    case 'long-text':
      return JSON.stringify('x'.repeat(random.int(1, 1_500_000)));
    case 'not-json':
      return random.pick(['undefined', '{a:1}', "'x'", '[1,]', '{"a":}', '"open', '[[[', '}{']);
  }
}

function depthOf(random: Random): number {
  return random.chance(0.1) ? 200_000 : random.pick([99, 101, 1_700, 4_000, 7_000, 11_000]);
}

function nested(depth: number, open: string, close: string): string {
  return `${open.repeat(depth)}1${close.repeat(depth)}`;
}

/** The answer with some of its fields replaced: each with this likelihood. */
export function spoil(answer: Readonly<Record<string, string>>, random: Random, likelihood: number): string {
  const fields = Object.entries(answer).map(([name, value]) => {
    const json = random.chance(likelihood) ? hostileJson(random) : value;
    return `${JSON.stringify(name)}:${json}`;
  });
  if (random.chance(0.05)) fields.push('"__proto__":{"status":"OK"}', '"status":"OK"');
  return `{${fields.join(',')}}`;
}
