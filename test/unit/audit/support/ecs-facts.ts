/** Facts of the Elastic Common Schema 9.4.0: fields, their types, and which values categories and types can have. */
const fields: Readonly<Record<string, 'date' | 'keyword' | 'keyword[]' | 'long'>> = {
  '@timestamp': 'date',
  'ecs.version': 'keyword',
  'event.action': 'keyword',
  'event.category': 'keyword[]',
  'event.dataset': 'keyword',
  'event.hash': 'keyword',
  'event.id': 'keyword',
  'event.kind': 'keyword',
  'event.module': 'keyword',
  'event.outcome': 'keyword',
  'event.provider': 'keyword',
  'event.reason': 'keyword',
  'event.sequence': 'long',
  'event.type': 'keyword[]',
  'host.hostname': 'keyword',
  'host.name': 'keyword',
  'observer.product': 'keyword',
  'observer.type': 'keyword',
  'observer.vendor': 'keyword',
  'observer.version': 'keyword',
  'related.hosts': 'keyword[]',
  'related.user': 'keyword[]',
  'service.address': 'keyword',
  'service.environment': 'keyword',
  'service.id': 'keyword',
  'service.name': 'keyword',
  'user.full_name': 'keyword',
  'user.name': 'keyword',
  'user.target.id': 'keyword',
};

const required = ['@timestamp', 'ecs.version'];

/** Types that are expected in each category. */
const typesOf: Readonly<Record<string, readonly string[]>> = {
  api: [
    'access',
    'admin',
    'allowed',
    'change',
    'creation',
    'deletion',
    'denied',
    'end',
    'info',
    'start',
    'user',
  ],
  authentication: ['start', 'end', 'info'],
  configuration: ['access', 'change', 'creation', 'deletion', 'info'],
  file: ['access', 'change', 'creation', 'deletion', 'info'],
  iam: ['admin', 'change', 'creation', 'deletion', 'group', 'info', 'user'],
  process: ['access', 'change', 'end', 'info', 'start'],
  session: ['start', 'end', 'info'],
};

/** What does not fit the schema, by the name of the field. Fields under `curfew` are our own. */
export function ecsFaults(event: Readonly<Record<string, unknown>>): readonly string[] {
  const flat = new Map(flatten(event, ''));
  const faults = required.filter((name) => !flat.has(name)).map((name) => `${name} is missing`);
  for (const [name, value] of flat) {
    if (name.startsWith('curfew.')) continue;
    const type = fields[name];
    if (type === undefined) faults.push(`${name} is not in the schema`);
    else if (!fits(value, type)) faults.push(`${name} is no ${type}`);
  }
  const [categories, types] = [flat.get('event.category'), flat.get('event.type')] as [string[], string[]];
  for (const category of categories)
    for (const type of types)
      if (!typesOf[category]?.includes(type)) faults.push(`${category} has no type ${type}`);
  if (flat.get('event.kind') !== 'event') faults.push('event.kind');
  if (!['success', 'failure', 'unknown'].includes(String(flat.get('event.outcome'))))
    faults.push('event.outcome');
  return faults;
}

function flatten(value: object, path: string): [string, unknown][] {
  return Object.entries(value).flatMap(([name, inner]): [string, unknown][] =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? flatten(inner, `${path}${name}.`)
      : [[`${path}${name}`, inner]],
  );
}

function fits(value: unknown, type: string): boolean {
  switch (type) {
    case 'date':
      return typeof value === 'string' && new Date(value).toISOString() === value;
    case 'keyword[]':
      return Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'string');
    case 'long':
      return Number.isSafeInteger(value);
    default:
      return typeof value === 'string';
  }
}
