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
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Brings the schedulers of a queue to what a program declares. Each write carries what its writer had seen, and is refused
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

    private record Done(String id, Outcome outcome) {}

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
        return owners.all()
                .thenCombine(keeper.now(), (owned, now) -> {
                    wanted.forEach(each -> requireNotOfAnother(owner, each.id(), owned));
                    var work = new ArrayList<CompletableFuture<Done>>();
                    wanted.forEach(each -> work.add(reconcile(owner, each, now, 1)));
                    owned.forEach((id, entry) -> {
                        if (entry.owner().equals(owner) && !ids.contains(id)) {
                            work.add(owners.look(id).thenCompose(seen -> remove(id, entry, seen, Outcome.REMOVED)));
                        }
                    });
                    return work;
                })
                .thenCompose(work -> CompletableFuture.allOf(work.toArray(CompletableFuture<?>[]::new))
                        .thenApply(all -> summary(
                                work.stream().map(CompletableFuture::join).toList())));
    }

    private void requireNotOfAnother(String owner, String id, Map<String, SchedulerOwners.Entry> owned) {
        var entry = owned.get(id);
        if (entry != null && !entry.owner().equals(owner)) {
            throw ofAnother(id, entry.owner());
        }
    }

    private SchedulerException ofAnother(String id, String owner) {
        return new SchedulerException(
                store.keys().queue(),
                id,
                "it belongs to the owner " + owner + "; choose another id, or remove it first");
    }

    private CompletableFuture<Done> reconcile(String owner, WantedScheduler<T> wanted, Instant now, int look) {
        return owners.look(wanted.id()).thenCompose(seen -> {
            seen.entry().filter(entry -> !entry.owner().equals(owner)).ifPresent(entry -> {
                throw ofAnother(wanted.id(), entry.owner());
            });
            if (keeper.isAsWanted(wanted, seen)) {
                return leave(owner, wanted, seen);
            }
            if (keeper.isOver(wanted.declared(), now)) {
                // What others made under that id is not this owner's to remove.
                return seen.isOwnedBy(owner)
                        ? remove(wanted.id(), wanted.ownedBy(owner), seen, Outcome.OVER)
                        : done(wanted.id(), Outcome.OVER);
            }
            return write(owner, wanted, seen, look);
        });
    }

    private CompletableFuture<Done> leave(String owner, WantedScheduler<T> wanted, Seen seen) {
        return seen.isOwnedBy(owner)
                ? done(wanted.id(), Outcome.UNCHANGED)
                : owners.own(wanted.id(), wanted.ownedBy(owner))
                        .thenApply(own -> new Done(wanted.id(), Outcome.UNCHANGED));
    }

    private CompletableFuture<Done> write(String owner, WantedScheduler<T> wanted, Seen seen, int look) {
        var claim = new Claim(wanted.ownedBy(owner), seen.definition());
        return keeper.upsert(wanted.declared(), claim).thenCompose(run -> {
            if (run.isPresent()) {
                return done(wanted.id(), seen.exists() ? Outcome.CHANGED : Outcome.ADDED);
            }
            if (look == MOST_LOOKS) {
                throw new SchedulerException(
                        store.keys().queue(), wanted.id(), "others change it faster than it can be brought in line");
            }
            return keeper.now().thenCompose(later -> reconcile(owner, wanted, later, look + 1));
        });
    }

    /** Its job goes with it if that is delayed; nothing goes if somebody changed it meanwhile. */
    private CompletableFuture<Done> remove(String id, SchedulerOwners.Entry owner, Seen seen, Outcome outcome) {
        return store.removeOwned(id, owner, seen.definition())
                .thenApply(removed -> new Done(id, removed || outcome == Outcome.OVER ? outcome : Outcome.WAS_GONE));
    }

    private static CompletableFuture<Done> done(String id, Outcome outcome) {
        return CompletableFuture.completedFuture(new Done(id, outcome));
    }

    private static SchedulerSync summary(List<Done> done) {
        return new SchedulerSync(
                ids(done, Outcome.ADDED),
                ids(done, Outcome.CHANGED),
                ids(done, Outcome.UNCHANGED),
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
