package io.taurine.queue.internal;

import java.util.Arrays;

/**
 * A set of ids that takes 8 to 32 bytes for each, since it keeps a digest of 64 bits only: it may take one for another, with a
 * chance that nobody will live to see. Not safe to share between threads.
 */
public final class IdFilter {

    private long[] slots = new long[1024];
    private int size;

    /** False when it was there already. */
    public boolean add(String id) {
        if (2 * size >= slots.length) {
            grow();
        }
        var isNew = put(slots, digest(id));
        if (isNew) {
            size++;
        }
        return isNew;
    }

    public boolean contains(String id) {
        var digest = digest(id);
        return slots[place(slots, digest)] == digest;
    }

    private void grow() {
        var larger = new long[2 * slots.length];
        Arrays.stream(slots).filter(digest -> digest != 0).forEach(digest -> put(larger, digest));
        slots = larger;
    }

    private static boolean put(long[] slots, long digest) {
        var place = place(slots, digest);
        var isNew = slots[place] == 0;
        slots[place] = digest;
        return isNew;
    }

    /** Where it is, or the free slot where it belongs. */
    private static int place(long[] slots, long digest) {
        var place = (int) digest & (slots.length - 1);
        while (slots[place] != 0 && slots[place] != digest) {
            place = (place + 1) & (slots.length - 1);
        }
        return place;
    }

    /** FNV-1a over the chars, then mixed, so that ids that differ in one digit lie far apart; 0 stands for a free slot. */
    private static long digest(String id) {
        var hash = 0xcbf29ce484222325L;
        for (int i = 0; i < id.length(); i++) {
            hash = (hash ^ id.charAt(i)) * 0x100000001b3L;
        }
        hash ^= hash >>> 33;
        hash *= 0xff51afd7ed558ccdL;
        hash ^= hash >>> 33;
        return hash == 0 ? 1 : hash;
    }
}
