// Every event a QueueEvents delivers, whatever its name, in the order of delivery.
export class EventRecord {
  constructor(listener, heard) {
    this.listener = listener;
    this.entries = [];
    this.waiters = new Set();
    const emit = listener.emit.bind(listener);
    // Custom event names cannot be subscribed to beforehand, hence the look over emit's shoulder. Each event
    // is emitted a second time as <name>:<jobId>, and connection events carry no stream id: both are left out.
    listener.emit = (name, ...args) => {
      const streamId = args.at(-1);
      const fields = args.length > 1 ? args[0] : {};
      if (/^\d+-\d+$/.test(String(streamId)) && !String(name).endsWith(`:${fields?.jobId}`)) {
        const entry = { name, args: fields, streamId };
        this.entries.push(entry);
        heard(entry);
        this.waiters.forEach((waiter) => waiter());
      }
      return emit(name, ...args);
    };
  }

  /** Hands out and forgets the recorded events, once there are `count` of them. */
  async take({ count = 0, timeout = 5000 }) {
    if (this.entries.length < count) {
      await new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          this.waiters.delete(check);
          const names = this.entries.map((entry) => entry.name).join(', ');
          reject(new Error(`${this.entries.length} of ${count} events within ${timeout} ms: ${names}`));
        }, timeout);
        const check = () => {
          if (this.entries.length >= count) {
            clearTimeout(timer);
            this.waiters.delete(check);
            resolve();
          }
        };
        this.waiters.add(check);
      });
    }
    return this.entries.splice(0);
  }
}
