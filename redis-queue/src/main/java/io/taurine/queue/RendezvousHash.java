package io.taurine.queue;

/** How a key and a partition suit each other: FNV-1a over the key, mixed with the partition's number as MurmurHash3 ends. */
final class RendezvousHash {

    private static final int FNV_OFFSET = 0x811c9dc5;
    private static final int FNV_PRIME = 0x01000193;
    private static final int GOLDEN_RATIO = 0x9e3779b9;

    private RendezvousHash() {}

    static int of(byte[] key) {
        var hash = FNV_OFFSET;
        for (byte part : key) {
            hash = (hash ^ (part & 0xff)) * FNV_PRIME;
        }
        return hash;
    }

    /** An unsigned number; no two partitions have the same for one key. */
    static int score(int keyHash, int partition) {
        var mixed = keyHash + (partition + 1) * GOLDEN_RATIO;
        mixed = (mixed ^ (mixed >>> 16)) * 0x85ebca6b;
        mixed = (mixed ^ (mixed >>> 13)) * 0xc2b2ae35;
        return mixed ^ (mixed >>> 16);
    }
}
