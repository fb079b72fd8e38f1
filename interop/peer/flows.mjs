// What BullMQ does with parents and children; flows themselves are added and read in operations.mjs.
export const families = {
  removeChildDependency: async (bull, r) => (await bull.job(r)).removeChildDependency(),
  removeUnprocessedChildren: async (bull, r) => void (await (await bull.job(r)).removeUnprocessedChildren()),
  getChildrenValues: async (bull, r) => (await bull.job(r)).getChildrenValues(),
  getIgnoredChildrenFailures: async (bull, r) => (await bull.job(r)).getIgnoredChildrenFailures(),
  getDependencies: async (bull, r) => (await bull.job(r)).getDependencies(r.opts),
  getDependenciesCount: async (bull, r) => (await bull.job(r)).getDependenciesCount(r.opts),
  addFlows: async (bull, r) => (await bull.flows(r).addBulk(r.flows)).map((node) => node.job.id),
};
