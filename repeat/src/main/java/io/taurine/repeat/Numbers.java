package io.taurine.repeat;

/** A set of small numbers, 0 to 63, as bits. */
record Numbers(long bits) {

    static final Numbers NONE = new Numbers(0);

    static Numbers range(int from, int to, int step) {
        long bits = 0;
        for (int value = from; value <= to; value += step) {
            bits |= 1L << value;
        }
        return new Numbers(bits);
    }

    Numbers with(int value) {
        return new Numbers(bits | 1L << value);
    }

    Numbers without(int value) {
        return new Numbers(bits & ~(1L << value));
    }

    boolean has(int value) {
        return (bits >>> value & 1) != 0;
    }

    boolean isEmpty() {
        return bits == 0;
    }

    int size() {
        return Long.bitCount(bits);
    }

    int first() {
        return Long.numberOfTrailingZeros(bits);
    }

    int last() {
        return 63 - Long.numberOfLeadingZeros(bits);
    }

    /** The smallest member that is {@code value} or more, -1 if there is none. */
    int atLeast(int value) {
        long rest = value > 63 ? 0 : bits & -1L << value;
        return rest == 0 ? -1 : Long.numberOfTrailingZeros(rest);
    }
}
