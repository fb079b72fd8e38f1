package io.taurine.queue.check;

import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.ValueScanCursor;
import io.taurine.queue.internal.Replies;
import io.taurine.queue.internal.script.Scripts;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/**
 * Looks at children that a job has yet to hear of. A subject is a parent and a child, see {@link #subject}: a parent may have
 * more children than one call should look at.
 */
final class ChildrenExaminer implements Examiner {

    private static final int CHILDREN_PER_CALL = 100;

    /** Stands in no id that a script was ever given by a client that writes JSON. */
    private static final String BETWEEN = "\u0000";

    private final PacedRedis redis;

    ChildrenExaminer(PacedRedis redis) {
        this.redis = redis;
    }

    private static String subject(String parentId, String childKey) {
        return parentId + BETWEEN + childKey;
    }

    static String subject(Suspicion suspicion) {
        return subject(suspicion.finding().id(), suspicion.finding().other());
    }

    /** Shows all the children that a job waits for, page by page; the page may be larger than one call should look at. */
    void forEachPage(String parentId, Consumer<List<String>> subjects) {
        var key = redis.keys().job(parentId) + ":dependencies";
        var limit = ScanArgs.Builder.limit(CHILDREN_PER_CALL);
        ValueScanCursor<String> page = redis.command(commands -> commands.sscan(key, limit));
        while (true) {
            subjects.accept(page.getValues().stream()
                    .map(childKey -> subject(parentId, childKey))
                    .toList());
            if (page.isFinished()) {
                return;
            }
            ScanCursor next = page;
            page = redis.command(commands -> commands.sscan(key, next, limit));
        }
    }

    @Override
    public List<Suspicion> look(Collection<String> subjects) {
        var suspicions = new ArrayList<Suspicion>();
        var batch = new ArrayList<String>();
        var parentId = "";
        for (var subject : subjects) {
            var parent = subject.substring(0, subject.indexOf(BETWEEN));
            if (!parent.equals(parentId) || batch.size() == CHILDREN_PER_CALL) {
                suspicions.addAll(look(parentId, batch));
                batch.clear();
                parentId = parent;
            }
            batch.add(subject.substring(parent.length() + 1));
        }
        suspicions.addAll(look(parentId, batch));
        return suspicions;
    }

    private List<Suspicion> look(String parentId, List<String> childKeys) {
        if (childKeys.isEmpty()) {
            return List.of();
        }
        var reply = redis.run(Scripts.EXAMINE_CHILDREN, List.of(redis.keys().base(), parentId), childKeys);
        return Replies.list(reply).stream()
                .map(Replies::texts)
                .flatMap(child -> judge(parentId, child.get(0), child.get(1), child.get(2), child.get(3)).stream())
                .toList();
    }

    private List<Suspicion> judge(String parentId, String childKey, String type, String named, String completed) {
        String seen;
        if (type.equals("none")) {
            seen = "it waits for " + childKey + ", which is gone";
        } else if (!named.equals(redis.keys().job(parentId))) {
            seen = "it waits for " + childKey + ", whose parent is " + (named.isEmpty() ? "nobody" : named);
        } else if (!completed.isEmpty()) {
            seen = "it waits for " + childKey + ", which has completed";
        } else {
            return List.of();
        }
        var finding = Finding.of(FindingKind.PARENT_WAITS_IN_VAIN, parentId, childKey, seen);
        return List.of(
                new Suspicion(type.equals("none") || !completed.isEmpty() ? finding : finding.notRepairable(), seen));
    }
}
