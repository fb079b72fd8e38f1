package io.taurine.queue;

import java.util.List;

/**
 * What a {@linkplain JobSchedulers#syncJobSchedulers sync} did, as ids of schedulers. Of several processes that sync at once,
 * one has added a scheduler and the others found it unchanged.
 *
 * @param added did not exist
 * @param changed existed otherwise, and were replaced
 * @param unchanged were as declared, and left alone
 * @param removed this owner had declared before, and does not any more
 * @param adopted of those changed or unchanged: not as this owner last wrote them, but made or changed by another client, and
 *     this owner's from now on
 * @param over have no run any more: they were not created, or removed if they existed otherwise
 */
public record SchedulerSync(
        List<String> added,
        List<String> changed,
        List<String> unchanged,
        List<String> adopted,
        List<String> removed,
        List<String> over) {

    public SchedulerSync {
        added = List.copyOf(added);
        changed = List.copyOf(changed);
        unchanged = List.copyOf(unchanged);
        adopted = List.copyOf(adopted);
        removed = List.copyOf(removed);
        over = List.copyOf(over);
    }
}
