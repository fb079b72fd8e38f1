// Where Taurine's partitioned queues put their jobs: the functions of docs/partitions.md, as they stand there.
// from here
const mix = (x) => {
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
};
function partitionOf(key, partitions) {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(key, 'utf8')) hash = Math.imul(hash ^ byte, 0x01000193);
  let best = 0;
  let highest = -1;
  for (let i = 0; i < partitions; i++) {
    const score = mix((hash + Math.imul(i + 1, 0x9e3779b9)) | 0);
    if (score > highest) [best, highest] = [i, score];
  }
  return best;
}
// to here

export const partitionsOf = ({ keys, partitions, queue }) => ({
  partitions: keys.map((key) => partitionOf(key, partitions)),
  prefixes: Array.from({ length: partitions }, (_, i) => `bull{${queue}-${i}-parallel}`),
});
