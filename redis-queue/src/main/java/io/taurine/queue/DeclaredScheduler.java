package io.taurine.queue;

import io.taurine.repeat.Schedule;
import java.util.Objects;

/**
 * A job scheduler as a program wants it to be, for {@link JobSchedulers#syncJobSchedulers}.
 *
 * @param id not empty
 * @param schedule any that a BullMQ worker could iterate as well
 * @param options how it begins; counts when it is created or changed, not while it stays as it is
 * @param <T> type of the payload
 */
public record DeclaredScheduler<T>(String id, Schedule schedule, JobTemplate<T> template, SchedulerOptions options) {

    public DeclaredScheduler {
        if (Objects.requireNonNull(id, "id").isEmpty()) {
            throw new IllegalArgumentException("the id of a job scheduler must not be empty");
        }
        Objects.requireNonNull(schedule, "schedule");
        Objects.requireNonNull(template, "template");
        Objects.requireNonNull(options, "options");
    }

    public static <T> DeclaredScheduler<T> of(String id, Schedule schedule, JobTemplate<T> template) {
        return new DeclaredScheduler<>(id, schedule, template, SchedulerOptions.defaults());
    }
}
