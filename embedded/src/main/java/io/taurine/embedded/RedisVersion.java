package io.taurine.embedded;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;

/** A release of redis-server, ordered by age. */
record RedisVersion(int major, int minor, int patch) implements Comparable<RedisVersion> {
    private static final Pattern NUMBERS = Pattern.compile("(\\d+)\\.(\\d+)\\.(\\d+)");
    private static final Comparator<RedisVersion> BY_AGE = Comparator.comparingInt(RedisVersion::major)
            .thenComparingInt(RedisVersion::minor)
            .thenComparingInt(RedisVersion::patch);

    /** The first x.y.z in a text such as the output of {@code redis-server --version}, or in a file name. */
    static Optional<RedisVersion> findIn(String text) {
        var numbers = NUMBERS.matcher(text);
        if (!numbers.find()) {
            return Optional.empty();
        }
        return Optional.of(new RedisVersion(
                Integer.parseInt(numbers.group(1)),
                Integer.parseInt(numbers.group(2)),
                Integer.parseInt(numbers.group(3))));
    }

    boolean isNewerThan(RedisVersion other) {
        return compareTo(other) > 0;
    }

    @Override
    public int compareTo(RedisVersion other) {
        return BY_AGE.compare(this, other);
    }

    @Override
    public String toString() {
        return major + "." + minor + "." + patch;
    }
}
