package io.taurine.queue;

import io.taurine.queue.internal.SchedulerOwners;
import io.taurine.queue.internal.SchedulerOwners.Seen;
import io.taurine.queue.internal.SchedulerStore;
import io.taurine.queue.internal.SchedulerStore.Claim;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Brings the schedulers of a queue to what a program declares. A scheduler is its owner's for as long as it is as that owner
 * wrote it. Each write carries what its writer had seen, and is refused
 * when somebody else wrote meanwhile: then it is looked at again. So no lock is needed, and a process that dies half way
 * leaves nothing that the next one would not finish.
 */
final class SchedulerSynchronizer<T> {

    /** Reached only by endless quarrels: each refusal means that another process got its write through. */
    private static final int MOST_LOOKS = 50;

    private final SchedulerKeeper<T> keeper;
    private final SchedulerStore store;
    private final SchedulerOwners owners;

    SchedulerSynchronizer(SchedulerKeeper<T> keeper, SchedulerStore store, SchedulerOwners owners) {
        this.keeper = keeper;
        this.store = store;
        this.owners = owners;
    }

    private enum Outcome {
        ADDED,
        CHANGED,
        UNCHANGED,
        REMOVED,
        OVER,
        WAS_GONE
    }

    private record Done(String id, Outcome outcome, boolean isAdopted) {

        Done(String id, Outcome outcome) {
            this(id, outcome, false);
        }
    }

    CompletableFuture<SchedulerSync> sync(String owner, Collection<DeclaredScheduler<T>> declared) {
        if (owner.isBlank()) {
            throw new IllegalArgumentException("the owner of job schedulers must not be blank");
        }
        // Everything that can be wrong with them is found before the first write.
        var wanted = declared.stream().map(keeper::wanted).toList();
        var ids = new HashSet<String>();
        for (var each : wanted) {
            if (!ids.add(each.id())) {
                throw new IllegalArgumentException("job scheduler " + each.id() + " is declared twice");
            }
        }
        var looks = all(wanted.stream().map(each -> owners.look(each.id())).toList());
        return owners.all()
                .thenCombine(looks, (noted, seen) -> {
                    for (int i = 0; i < wanted.size(); i++) {
                        requireNotOfAnother(owner, wanted.get(i).id(), seen.get(i));
                    }
                    return keeper.now().thenCompose(now -> {
                        var work = new ArrayList<CompletableFuture<Done>>();
                        for (int i = 0; i < wanted.size(); i++) {
                            work.add(reconcile(owner, wanted.get(i), seen.get(i), now, 1));
                        }
                        noted.forEach((id, entry) -> {
                            if (entry.owner().equals(owner) && !ids.contains(id)) {
                                work.add(remove(id, entry, Outcome.REMOVED));
                            }
                        });
                        return all(work);
                    });
                })
                .thenCompose(done -> done)
                .thenApply(SchedulerSynchronizer::summary);
    }

    private static <V> CompletableFuture<List<V>> all(List<CompletableFuture<V>> parts) {
        return CompletableFuture.allOf(parts.toArray(CompletableFuture<?>[]::new))
                .thenApply(done -> parts.stream().map(CompletableFuture::join).toList());
    }

    private void requireNotOfAnother(String owner, String id, Seen seen) {
        seen.entry().filter(entry -> !entry.owner().equals(owner)).ifPresent(entry -> {
            throw new SchedulerException(
                    store.keys().queue(),
                    id,
                    "it belongs to the owner " + entry.owner() + "; choose another id, or remove it first");
        });
    }

    private CompletableFuture<Done> reconcile(
            String owner, WantedScheduler<T> wanted, Seen seen, Instant now, int look) {
        requireNotOfAnother(owner, wanted.id(), seen);
        if (wanted.isAsDeclaredLast(seen, owner)) {
            return done(wanted.id(), Outcome.UNCHANGED);
        }
        if (keeper.isAsWanted(wanted, seen)) {
            return owners.adopt(wanted.id(), wanted.by(owner), seen)
                    .thenCompose(adopted ->
                            adopted ? done(wanted, seen, owner, Outcome.UNCHANGED) : lookAgain(owner, wanted, look));
        }
        if (keeper.isOver(wanted.declared(), now)) {
            // What others made under that id is not this owner's to remove.
            return seen.isOwnedBy(owner)
                    ? remove(wanted.id(), seen.entry().orElseThrow(), Outcome.OVER)
                    : done(wanted.id(), Outcome.OVER);
        }
        return keeper.upsert(wanted.declared(), new Claim(wanted.by(owner), seen.fingerprint()))
                .thenCompose(run -> run.isPresent()
                        ? done(wanted, seen, owner, seen.exists() ? Outcome.CHANGED : Outcome.ADDED)
                        : lookAgain(owner, wanted, look));
    }

    private CompletableFuture<Done> lookAgain(String owner, WantedScheduler<T> wanted, int look) {
        if (look == MOST_LOOKS) {
            throw new SchedulerException(
                    store.keys().queue(), wanted.id(), "others change it faster than it can be brought in line");
        }
        return owners.look(wanted.id())
                .thenCompose(
                        seen -> keeper.now().thenCompose(later -> reconcile(owner, wanted, seen, later, look + 1)));
    }

    /** Its job goes with it if that is delayed; nothing goes if it is not as its owner wrote it. */
    private CompletableFuture<Done> remove(String id, SchedulerOwners.Entry entry, Outcome outcome) {
        return store.removeOwned(id, entry)
                .thenApply(removed -> new Done(id, removed || outcome == Outcome.OVER ? outcome : Outcome.WAS_GONE));
    }

    private static CompletableFuture<Done> done(String id, Outcome outcome) {
        return CompletableFuture.completedFuture(new Done(id, outcome));
    }

    private static CompletableFuture<Done> done(WantedScheduler<?> wanted, Seen seen, String owner, Outcome outcome) {
        return CompletableFuture.completedFuture(
                new Done(wanted.id(), outcome, seen.exists() && !seen.isOwnedBy(owner)));
    }

    private static SchedulerSync summary(List<Done> done) {
        return new SchedulerSync(
                ids(done, Outcome.ADDED),
                ids(done, Outcome.CHANGED),
                ids(done, Outcome.UNCHANGED),
                done.stream().filter(Done::isAdopted).map(Done::id).toList(),
                ids(done, Outcome.REMOVED),
                ids(done, Outcome.OVER));
    }

    private static List<String> ids(List<Done> done, Outcome outcome) {
        return done.stream()
                .filter(each -> each.outcome() == outcome)
                .map(Done::id)
                .toList();
    }
}
