/** Facts of OCSF 1.8.0 about the classes and objects that exports use: names of attributes, their types, what is required. */

interface OcsfObject {
  /** Attributes that are used, or could be, with their types. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly required: readonly string[];
  readonly atLeastOne?: readonly string[];
}

interface OcsfClass extends OcsfObject {
  readonly category: number;
  readonly activities: readonly number[];
}

const base = {
  activity_id: 'integer',
  activity_name: 'string',
  category_name: 'string',
  category_uid: 'integer',
  class_name: 'string',
  class_uid: 'integer',
  count: 'integer',
  message: 'string',
  metadata: 'metadata',
  severity: 'string',
  severity_id: 'integer',
  status: 'string',
  status_code: 'string',
  status_detail: 'string',
  status_id: 'integer',
  time: 'timestamp',
  type_name: 'string',
  type_uid: 'integer',
  unmapped: 'object',
};

const requiredOfAll = [
  'activity_id',
  'category_uid',
  'class_uid',
  'metadata',
  'severity_id',
  'time',
  'type_uid',
];

export const ocsfClasses: Readonly<Record<number, OcsfClass>> = {
  3002: {
    category: 3,
    activities: [0, 1, 2, 3, 4, 5, 6, 7, 99],
    attributes: {
      ...base,
      actor: 'actor',
      dst_endpoint: 'network_endpoint',
      service: 'service',
      session: 'session',
      src_endpoint: 'network_endpoint',
      user: 'user',
    },
    required: [...requiredOfAll, 'user'],
    atLeastOne: ['service', 'dst_endpoint'],
  },
  6003: {
    category: 6,
    activities: [0, 1, 2, 3, 4, 99],
    attributes: {
      ...base,
      actor: 'actor',
      api: 'api',
      dst_endpoint: 'network_endpoint',
      resources: 'resource_details[]',
      src_endpoint: 'network_endpoint',
    },
    required: [...requiredOfAll, 'actor', 'api', 'src_endpoint'],
  },
  6002: {
    category: 6,
    activities: [0, 1, 2, 3, 4, 5, 6, 7, 8, 99],
    attributes: { ...base, app: 'product' },
    required: [...requiredOfAll, 'app'],
  },
};

const entity = { name: 'string', uid: 'string' };

export const ocsfObjects: Readonly<Record<string, OcsfObject>> = {
  metadata: {
    attributes: {
      correlation_uid: 'string',
      event_code: 'string',
      log_name: 'string',
      log_version: 'string',
      logged_time: 'timestamp',
      original_time: 'string',
      product: 'product',
      sequence: 'integer',
      uid: 'string',
      version: 'string',
    },
    required: ['product', 'version'],
  },
  product: {
    attributes: { ...entity, vendor_name: 'string', version: 'string' },
    required: [],
    atLeastOne: ['name', 'uid'],
  },
  user: {
    attributes: { ...entity, full_name: 'string', type: 'string', type_id: 'integer', uid_alt: 'string' },
    required: [],
    atLeastOne: ['account', 'name', 'uid'],
  },
  actor: {
    attributes: { app_name: 'string', app_uid: 'string', session: 'session', user: 'user' },
    required: [],
    atLeastOne: ['process', 'user', 'invoked_by', 'session', 'app_name', 'app_uid'],
  },
  session: { attributes: { count: 'integer', uid: 'string', uid_alt: 'string' }, required: [] },
  api: {
    attributes: { operation: 'string', request: 'request', service: 'service', version: 'string' },
    required: ['operation'],
  },
  request: { attributes: { uid: 'string', flags: 'string[]' }, required: ['uid'] },
  service: {
    attributes: { ...entity, labels: 'string[]', version: 'string' },
    required: [],
    atLeastOne: ['name', 'uid'],
  },
  network_endpoint: {
    attributes: { ...entity, hostname: 'string', ip: 'string', port: 'integer' },
    required: [],
    atLeastOne: ['ip', 'uid', 'name', 'hostname', 'svc_name', 'instance_uid', 'domain'],
  },
  resource_details: {
    attributes: { ...entity, type: 'string', labels: 'string[]' },
    required: [],
    atLeastOne: ['name', 'uid'],
  },
};

/** What does not fit the schema, by the path of the attribute. */
export function ocsfFaults(event: Readonly<Record<string, unknown>>): readonly string[] {
  const type = ocsfClasses[Number(event.class_uid)];
  if (type === undefined) return ['class_uid'];
  const faults = objectFaults(event, type, '');
  if (event.category_uid !== type.category) faults.push('category_uid');
  if (!type.activities.includes(Number(event.activity_id))) faults.push('activity_id');
  if (event.type_uid !== Number(event.class_uid) * 100 + Number(event.activity_id)) faults.push('type_uid');
  if (![0, 1, 2, 3, 4, 5, 6, 99].includes(Number(event.severity_id))) faults.push('severity_id');
  if (![0, 1, 2, 99].includes(Number(event.status_id))) faults.push('status_id');
  return faults;
}

function objectFaults(value: unknown, type: OcsfObject, path: string): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [path];
  const { atLeastOne = [], attributes, required } = type;
  const faults = required.filter((name) => !(name in value)).map((name) => `${path}${name} is missing`);
  if (atLeastOne.length > 0 && !atLeastOne.some((name) => name in value)) faults.push(`${path}${atLeastOne}`);
  for (const [name, inner] of Object.entries(value)) {
    const wanted = attributes[name];
    if (wanted === undefined) faults.push(`${path}${name} is not in the schema`);
    else faults.push(...valueFaults(inner, wanted, `${path}${name}`));
  }
  return faults;
}

function valueFaults(value: unknown, type: string, path: string): string[] {
  if (type.endsWith('[]')) {
    if (!Array.isArray(value)) return [`${path} is no list`];
    return value.flatMap((item) => valueFaults(item, type.slice(0, -2), path));
  }
  const inner = ocsfObjects[type];
  if (inner !== undefined) return objectFaults(value, inner, `${path}.`);
  const fits =
    type === 'string'
      ? typeof value === 'string'
      : type === 'object'
        ? typeof value === 'object' && value !== null
        : Number.isSafeInteger(value);
  return fits ? [] : [`${path} is no ${type}`];
}
