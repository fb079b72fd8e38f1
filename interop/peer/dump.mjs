// Everything a queue has left in Redis, in a form in which two runs of the same operations are equal.
//
// Replaced are the things that differ from run to run: the queue's own name by "<queue>", instants of our days
// by "<ts>", random ids by "<uuid 1>" (numbered by their first appearance in the events), lock tokens by
// "<token>", stack traces by "<stack>", the library's version by "<version>". Instants before 2017 stay as
// they are, so a test that adds with an opts.timestamp of its own sees exact times and scores.
const INSTANT = /(?<![\d.])(?:1[5-9]\d{11}|[2-3]\d{12})(?:\.\d+)?(?!\d)/g;
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const FIRST_INSTANT = 1500000000000;
const JSON_FIELDS = new Set(['data', 'opts', 'progress', 'returnvalue', 'parent', 'template']);
const DELAYED_UNITS = 4096;

async function scan(redis, pattern) {
  const keys = new Set();
  let cursor = '0';
  do {
    const [next, found] = await redis.scan(cursor, 'MATCH', pattern, 'COUNT', 1000);
    found.forEach((key) => keys.add(key));
    cursor = next;
  } while (cursor !== '0');
  return [...keys];
}

const pairs = (flat) => Array.from({ length: flat.length / 2 }, (_, i) => [flat[2 * i], flat[2 * i + 1]]);

const readers = {
  string: (redis, key) => redis.get(key),
  hash: (redis, key) => redis.hgetall(key),
  list: (redis, key) => redis.lrange(key, 0, -1),
  set: (redis, key) => redis.smembers(key),
  zset: async (redis, key) => pairs(await redis.zrange(key, 0, -1, 'WITHSCORES')),
  stream: async (redis, key) =>
    (await redis.xrange(key, '-', '+')).map(([id, fields]) => ({ id, ...Object.fromEntries(pairs(fields)) })),
};

const escape = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
const sorted = (object, map) =>
  Object.fromEntries(
    Object.keys(object)
      .sort()
      .map((name) => [name, map(name, object[name])]),
  );

class Normaliser {
  constructor(base, events) {
    this.base = base;
    this.uuids = new Map();
    events.forEach((entry) => this.text(JSON.stringify(entry)));
  }

  text(text) {
    return text
      .replace(UUID, (uuid) => {
        if (!this.uuids.has(uuid)) {
          this.uuids.set(uuid, `<uuid ${this.uuids.size + 1}>`);
        }
        return this.uuids.get(uuid);
      })
      .replace(new RegExp(`${escape(this.base)}(?=[:"]|$)`, 'g'), '<queue>')
      .replace(INSTANT, '<ts>');
  }

  /** Parsed JSON is marked, so that the text 1 and the JSON 1 stay different. */
  json(text) {
    try {
      return { $json: this.value(JSON.parse(text)) };
    } catch {
      return this.text(text);
    }
  }

  value(value) {
    if (typeof value === 'string') {
      return this.text(value);
    }
    if (typeof value === 'number') {
      return value >= FIRST_INSTANT && value < 4000000000000 ? '<ts>' : value;
    }
    if (Array.isArray(value)) {
      return value.map((each) => this.value(each));
    }
    if (value && typeof value === 'object') {
      return sorted(value, (_, each) => this.value(each));
    }
    return value;
  }

  field(suffix, name, text) {
    if (suffix === 'meta' && name === 'version') {
      return '<version>';
    }
    if (name === 'stacktrace') {
      try {
        return JSON.parse(text).map(() => '<stack>');
      } catch {
        return this.text(text);
      }
    }
    return JSON_FIELDS.has(name) || suffix.endsWith(':processed') ? this.json(text) : this.text(text);
  }

  score(suffix, score) {
    const number = Number(score);
    if (suffix === 'delayed' && number >= FIRST_INSTANT * DELAYED_UNITS) {
      return { at: '<ts>', sequence: number % DELAYED_UNITS };
    }
    return number >= FIRST_INSTANT && number < 4000000000000 ? '<ts>' : number;
  }

  content(suffix, type, raw) {
    switch (type) {
      case 'string':
        return suffix.endsWith(':lock') ? '<token>' : this.text(raw);
      case 'hash':
        return Object.fromEntries(
          Object.entries(sorted(raw, (name, text) => this.field(suffix, name, text))).map(([name, value]) => [
            this.text(name),
            value,
          ]),
        );
      case 'zset':
        return raw.map(([member, score]) => ({ member: this.text(member), score: this.score(suffix, score) }));
      case 'stream':
        return raw.map(({ id, ...fields }) => sorted(fields, (name, text) => this.field(suffix, name, text)));
      case 'set':
        return raw.map((text) => this.text(text)).sort();
      default:
        return raw.map((text) => this.text(text));
    }
  }
}

/** Options: raw (nothing is replaced), without (key suffixes to leave out). */
export async function dump(redis, base, { raw = false, without = [] } = {}) {
  const names = await scan(redis, `${base.replace(/[*?[\]\\]/g, '\\$&')}:*`);
  const found = [];
  for (const name of names) {
    const type = await redis.type(name);
    if (type === 'none') {
      continue;
    }
    const suffix = name.slice(base.length + 1);
    found.push({ suffix, type, value: await readers[type](redis, name), ttl: await redis.pttl(name) });
  }
  const events = found.find(({ suffix, type }) => suffix === 'events' && type === 'stream')?.value ?? [];
  const normaliser = new Normaliser(base, events);
  const keys = {};
  for (const { suffix, type, value, ttl } of found.sort((a, b) => (a.suffix < b.suffix ? -1 : 1))) {
    if (without.includes(suffix)) {
      continue;
    }
    let name = raw ? suffix : normaliser.text(suffix);
    while (name in keys) {
      name += "'";
    }
    keys[name] = raw
      ? { type, ttl, value }
      : { type, expires: ttl >= 0, value: normaliser.content(suffix, type, value) };
  }
  const { events: stream, ...others } = keys;
  return { keys: sorted(others, (_, entry) => entry), events: stream?.value ?? [] };
}
