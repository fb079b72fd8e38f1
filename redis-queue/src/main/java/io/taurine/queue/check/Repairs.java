package io.taurine.queue.check;

import java.util.EnumSet;
import java.util.Set;

/** What can be mended without a decision that only a person can take. */
final class Repairs {

    private static final Set<FindingKind> REPAIRABLE = EnumSet.noneOf(FindingKind.class);

    private Repairs() {}

    static boolean isRepairable(FindingKind kind) {
        return REPAIRABLE.contains(kind);
    }
}
