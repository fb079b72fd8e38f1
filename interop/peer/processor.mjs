// What a Node worker does with a job: the job says so itself, by `data.do` or by its name.
import { DelayedError, RateLimitError, UnrecoverableError, WaitingChildrenError, WaitingError } from 'bullmq';

const timer = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const first = (job) => job.attemptsStarted === 1;

/** What a parent can learn about its children. */
const familyOf = async (job) => ({
  values: await job.getChildrenValues(),
  ignored: await job.getIgnoredChildrenFailures(),
  count: await job.getDependenciesCount(),
});

export const behaviours = {
  echo: (job) => job.data,
  return: (job) => job.data.value,
  returnNothing: () => undefined,
  context: (job) => job.opts.taurineContext ?? null,
  currentTrace: async () => (await import('./telemetry.mjs')).currentTrace(),

  fail: (job) => {
    throw new Error(job.data?.message ?? 'failed on purpose');
  },
  failPlain: (job) => {
    throw job.data.value;
  },
  failTimes: (job) => {
    if (job.attemptsMade < job.data.times) {
      throw new Error(job.data.message ?? `failure ${job.attemptsMade + 1}`);
    }
    return { attemptsMade: job.attemptsMade };
  },
  unrecoverable: (job) => {
    throw new UnrecoverableError(job.data?.message ?? 'beyond repair');
  },

  progress: async (job) => {
    for (const value of job.data.values) {
      await job.updateProgress(value);
    }
    return job.data.values.length;
  },
  log: async (job) => {
    for (const row of job.data.rows) {
      await job.log(row);
    }
    return job.data.rows.length;
  },
  updateData: async (job) => {
    await job.updateData(job.data.next);
    return 'updated';
  },

  slow: async (job) => {
    await timer(job.data.ms);
    return { ms: job.data.ms };
  },
  gate: async (job, { bull }) => {
    await bull.gate(job.data?.gate ?? job.id).opened;
    return { gate: job.data?.gate ?? job.id };
  },
  gateThenFail: async (job, { bull }) => {
    await bull.gate(job.data.gate).opened;
    throw new Error('failed behind the gate');
  },
  hang: () => new Promise(() => {}),
  exit: () => process.exit(1),

  moveToDelayed: async (job, { token }) => {
    if (first(job)) {
      await job.moveToDelayed(Date.now() + (job.data?.ms ?? 0), token);
      throw new DelayedError();
    }
    return 'after the delay';
  },
  moveToWait: async (job, { token }) => {
    if (first(job)) {
      await job.moveToWait(token);
      throw new WaitingError();
    }
    return 'after the wait';
  },
  rateLimit: async (job, { bull, request }) => {
    if (first(job)) {
      const queue = await bull.queue(request);
      await queue.rateLimit(job.data.ms);
      throw new RateLimitError();
    }
    return 'after the limit';
  },
  moveToWaitingChildren: async (job, { bull, request, token }) => {
    if (first(job)) {
      const child = job.data.child;
      const queue = await bull.queue({ ...request, queue: child.queue });
      await queue.add(child.name, child.data, {
        ...child.opts,
        parent: { id: job.id, queue: job.queueQualifiedName },
      });
    }
    if (await job.moveToWaitingChildren(token)) {
      throw new WaitingChildrenError();
    }
    return job.getChildrenValues();
  },
  childrenValues: (job) => job.getChildrenValues(),
  family: (job) => familyOf(job),
  goOnAlone: async (job) => {
    await job.removeUnprocessedChildren();
    return familyOf(job);
  },
};

function behaviourOf(job, otherwise) {
  for (const name of [job.data?.do, otherwise, job.name]) {
    if (typeof name === 'string' && Object.hasOwn(behaviours, name)) {
      return behaviours[name];
    }
  }
  return behaviours.echo;
}

/** Reports each run when it starts and when it ends, so that a test can count the runs of a job. */
export function processorFor(bull, worker, request, otherwise) {
  return async (job, token) => {
    const run = {
      worker,
      queue: request.queue,
      job: job.id,
      name: job.name,
      attemptsMade: job.attemptsMade,
      attemptsStarted: job.attemptsStarted,
    };
    bull.emit({ event: 'run', ...run, token, data: job.data ?? null, opts: job.opts });
    try {
      const result = await behaviourOf(job, otherwise)(job, { bull, request, token });
      bull.emit({ event: 'ran', ...run, result: result ?? null });
      return result;
    } catch (error) {
      bull.emit({ event: 'ran', ...run, threw: error?.message ?? String(error) });
      throw error;
    }
  };
}
