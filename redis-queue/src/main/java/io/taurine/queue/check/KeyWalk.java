package io.taurine.queue.check;

import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;

/** Goes through the names of all keys of a queue, some of them perhaps twice, and tells what each belongs to. */
final class KeyWalk {

    private static final int KEYS_PER_SCAN = 1000;
    private static final Set<String> KEYS_OF_A_JOB =
            Set.of("logs", "dependencies", "processed", "failed", "unsuccessful", "lock");

    private final PacedRedis redis;
    private final String base;

    KeyWalk(PacedRedis redis) {
        this.redis = redis;
        this.base = redis.keys().base();
    }

    /**
     * What some keys belong to.
     *
     * @param jobs ids; some may turn out to be no jobs
     * @param parents those of them that have children to wait for
     * @param deduplications ids for deduplication
     * @param schedulers ids; some may turn out to be jobs of schedulers
     */
    record Page(Set<String> jobs, Set<String> parents, Set<String> deduplications, Set<String> schedulers) {

        static Page empty() {
            return new Page(new LinkedHashSet<>(), new LinkedHashSet<>(), new LinkedHashSet<>(), new LinkedHashSet<>());
        }
    }

    void walk(Consumer<Page> visitor) {
        var ofQueue = ScanArgs.Builder.matches(escaped(base) + "*").limit(KEYS_PER_SCAN);
        KeyScanCursor<String> found = redis.command(commands -> commands.scan(ofQueue));
        while (true) {
            var page = Page.empty();
            found.getKeys().forEach(key -> sort(key.substring(base.length()), page));
            visitor.accept(page);
            if (found.isFinished()) {
                return;
            }
            ScanCursor next = found;
            found = redis.command(commands -> commands.scan(next, ofQueue));
        }
    }

    private static void sort(String suffix, Page page) {
        if (suffix.startsWith("de:")) {
            page.deduplications.add(suffix.substring("de:".length()));
            return;
        }
        var colon = suffix.lastIndexOf(':');
        // Ids may have colons of their own; what stands behind the last one tells.
        var isPart = colon > 0 && KEYS_OF_A_JOB.contains(suffix.substring(colon + 1));
        var id = isPart ? suffix.substring(0, colon) : suffix;
        if (id.isEmpty() || JobRules.isKeyOfQueue(id)) {
            return;
        }
        page.jobs.add(id);
        if (suffix.endsWith(":dependencies")) {
            page.parents.add(id);
        }
        if (!isPart && suffix.startsWith("repeat:")) {
            page.schedulers.add(suffix.substring("repeat:".length()));
        }
    }

    /** A name as a pattern that matches nothing else. */
    private static String escaped(String name) {
        return name.replaceAll("([\\\\*?\\[\\]])", "\\\\$1");
    }
}
