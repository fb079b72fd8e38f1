package io.taurine.cli;

import io.taurine.queue.lock.LockStatus;
import io.taurine.queue.lock.RedisLock;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(name = "locks", description = "Show the locks that are held on this Redis, and by whom.")
final class LocksCommand implements Callable<Integer> {

    private final Taurine taurine;

    LocksCommand(Taurine taurine) {
        this.taurine = taurine;
    }

    @Override
    public Integer call() {
        try (var redis = taurine.connect()) {
            var held = RedisLock.held(redis);
            var document = Json.object();
            var list = document.putArray("locks");
            held.forEach(lock -> list.addObject()
                    .put("name", lock.name())
                    .put("holder", lock.holder())
                    .put("remainingMs", lock.remaining().toMillis())
                    .put("fencingNumber", lock.fencingToken()));
            taurine.output().result(document, () -> text(held));
            return ExitCode.DONE;
        }
    }

    private static String text(List<LockStatus> held) {
        if (held.isEmpty()) {
            return "No locks are held";
        }
        var table = new Table("LOCK", "HOLDER", "REMAINING MS", "FENCING NUMBER");
        held.forEach(
                lock -> table.row(lock.name(), lock.holder(), lock.remaining().toMillis(), lock.fencingToken()));
        return table.toString();
    }
}
