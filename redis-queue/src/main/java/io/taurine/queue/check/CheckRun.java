package io.taurine.queue.check;

import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.ScoredValue;
import io.lettuce.core.ScoredValueScanCursor;
import io.taurine.queue.JobSchedulers;
import io.taurine.queue.internal.Replies;
import io.taurine.queue.internal.script.Scripts;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One check of a queue. First everything is looked at once, in a way that is cheap and takes for wrong what only moved
 * meanwhile; then what looked wrong is looked at twice with care. For one thread.
 */
final class CheckRun {

    private static final int IDS_PER_CALL = 500;
    private static final int SUSPECTS_AT_ONCE = 1000;
    private static final int FEWEST_SUSPECTS = 50;
    private static final long SHORT_LINE = 2 * Long.parseLong(JobExaminer.FAR);

    private final PacedRedis redis;
    private final CheckOptions options;
    private final JobRules rules;
    private final Line line;
    private final Examiner queue;
    private final Examiner schedulers;
    private final Examiner records;
    private final Examiner deduplications;
    private final ChildrenExaminer children;
    private final Examiner jobs;

    private final Map<Examiner, Set<String>> suspects = new LinkedHashMap<>();
    private final List<Finding> findings = new ArrayList<>();
    private final Set<List<Object>> told = new HashSet<>();
    private final Set<String> twiceInLine = new HashSet<>();
    private final CountersBehind countersBehind = new CountersBehind();
    private LineView inLine = report -> LineView.UNKNOWN;
    private long jobsSeen;

    CheckRun(PacedRedis redis, CheckOptions options, JobSchedulers<?> schedulers) {
        this.redis = redis;
        this.options = options;
        rules = new JobRules(options.stalledAfter());
        line = new Line(redis);
        queue = new QueueExaminer(redis);
        this.schedulers = new SchedulersExaminer(schedulers);
        records = new RecordExaminer(redis);
        deduplications = new DeduplicationExaminer(redis);
        children = new ChildrenExaminer(redis);
        jobs = ids -> new JobExaminer(redis, rules, JobExaminer.FAR, this::perhapsInLine).look(ids);
    }

    CheckReport run() {
        try {
            var ofQueue = queue.look(Set.of());
            if (!ofQueue.isEmpty()) {
                suspect(queue, Set.of(""));
                if (ofQueue.stream().anyMatch(CheckRun::isWrongType)) {
                    judgeSuspects();
                    return report(false);
                }
            }
            lookThroughStates();
            new KeyWalk(redis).walk(this::look);
            suspect(schedulers, idsOf(schedulers.look(Set.of(SchedulersExaminer.ALL))));
            suspect(jobs, countersBehind.jobs());
            judgeSuspects();
            return report(true);
        } catch (EnoughException enough) {
            return report(false);
        }
    }

    private static boolean isWrongType(Suspicion suspicion) {
        return suspicion.finding().kind() == FindingKind.KEY_OF_WRONG_TYPE;
    }

    private CheckReport report(boolean complete) {
        return new CheckReport(findings, jobsSeen, complete);
    }

    private static List<String> idsOf(List<Suspicion> suspicions) {
        return suspicions.stream()
                .map(suspicion -> suspicion.finding().id())
                .distinct()
                .toList();
    }

    /** The states tell which jobs ought to be stored, and the line is remembered for those that are. */
    private void lookThroughStates() {
        var now = Replies.number(Replies.list(redis.run(
                        Scripts.EXAMINE_JOBS, List.of(redis.keys().base(), JobExaminer.NOT_AT_ALL), List.of()))
                .get(0));
        inLine = line.remember(now, this::lookForMissing, id -> {
            if (twiceInLine.size() < SUSPECTS_AT_ONCE && twiceInLine.add(id)) {
                suspect(jobs, List.of(id));
            }
        });
        new LineWalk(redis, "active").walk(this::lookForMissing);
        for (var set : List.of("prioritized", "delayed", "completed", "failed", "waiting-children")) {
            lookThroughSet(redis.keys().key(set));
        }
    }

    private int perhapsInLine(JobReport report) {
        var count = inLine.count(report);
        return count == 1 && twiceInLine.contains(report.id()) ? 2 : count;
    }

    private void lookThroughSet(String key) {
        var limit = ScanArgs.Builder.limit(IDS_PER_CALL);
        ScoredValueScanCursor<String> page = redis.command(commands -> commands.zscan(key, limit));
        while (true) {
            lookForMissing(page.getValues().stream().map(ScoredValue::getValue).toList());
            if (page.isFinished()) {
                return;
            }
            ScanCursor next = page;
            page = redis.command(commands -> commands.zscan(key, next, limit));
        }
    }

    private void lookForMissing(List<String> ids) {
        var named = ids.stream().filter(id -> !JobRules.isLegacyMarker(id)).toList();
        for (int from = 0; from < named.size(); from += IDS_PER_CALL) {
            var batch = named.subList(from, Math.min(named.size(), from + IDS_PER_CALL));
            suspect(jobs, batch.stream().filter(JobRules::isKeyOfQueue).toList());
            var missing = redis.run(Scripts.FIND_MISSING, List.of(redis.keys().base()), batch);
            suspect(jobs, Replies.texts(missing));
        }
    }

    private void look(KeyWalk.Page page) {
        var cheaply = new JobExaminer(redis, rules, JobExaminer.NOT_AT_ALL, this::perhapsInLine);
        var perhapsRecords = new HashMap<String, JobReport>();
        for (var report : cheaply.reports(page.jobs())) {
            if (report.isJob()) {
                jobsSeen++;
            } else {
                perhapsRecords.put(report.id(), report);
            }
            var suspicions = countersBehind.without(report, rules.judge(report));
            suspect(jobs, idsOf(suspicions));
        }
        suspect(
                records,
                idsOf(records.look(page.schedulers().stream()
                        .filter(id -> perhapsRecords.containsKey("repeat:" + id))
                        .toList())));
        suspect(deduplications, idsOf(deduplications.look(page.deduplications())));
        for (var parentId : page.parents()) {
            children.forEachPage(
                    parentId,
                    subjects -> suspect(
                            children,
                            children.look(subjects).stream()
                                    .map(ChildrenExaminer::subject)
                                    .toList()));
        }
    }

    private void suspect(Examiner examiner, Collection<String> subjects) {
        if (subjects.isEmpty()) {
            return;
        }
        suspects.computeIfAbsent(examiner, none -> new LinkedHashSet<>()).addAll(subjects);
        if (suspects.values().stream().mapToInt(Set::size).sum() >= suspectsAtOnce()) {
            judgeSuspects();
        }
    }

    /** No more than may be needed: each costs a look or two. */
    private int suspectsAtOnce() {
        return Math.min(SUSPECTS_AT_ONCE, Math.max(FEWEST_SUSPECTS, 2 * options.limit()));
    }

    private void judgeSuspects() {
        var before = new LinkedHashMap<Examiner, List<Suspicion>>();
        var accused = new LinkedHashMap<>(suspects);
        suspects.clear();
        accused.forEach((examiner, subjects) -> before.put(examiner, examiner.look(subjects)));
        if (before.values().stream().allMatch(List::isEmpty)) {
            return;
        }
        redis.pause(options.pause());
        before.forEach((examiner, earlier) -> {
            if (!earlier.isEmpty()) {
                var again = examiner == jobs ? jobsAgain(earlier) : examiner.look(subjects(examiner, earlier));
                again.stream()
                        .filter(later -> earlier.stream().anyMatch(later::isSameAs))
                        .forEach(this::tell);
            }
        });
    }

    private Collection<String> subjects(Examiner examiner, List<Suspicion> suspicions) {
        return examiner == children
                ? suspicions.stream().map(ChildrenExaminer::subject).toList()
                : idsOf(suspicions);
    }

    /** Where a line is too long to be searched in a call, between two looks that find a job unmoved it is walked through. */
    private List<Suspicion> jobsAgain(List<Suspicion> earlier) {
        var ids = idsOf(earlier);
        var length = redis.command(commands -> commands.llen(redis.keys().key("wait")))
                + redis.command(commands -> commands.llen(redis.keys().key("paused")));
        var view = length > SHORT_LINE ? line.count(ids) : inLine;
        return new JobExaminer(redis, rules, JobExaminer.FAR, view).look(ids);
    }

    private void tell(Suspicion suspicion) {
        var finding = suspicion.finding();
        if (countersBehind.isTold(finding) || !told.add(List.of(finding.kind(), finding.id(), finding.other()))) {
            return;
        }
        findings.add(finding);
        if (findings.size() >= options.limit()) {
            throw new EnoughException();
        }
    }

    /** Ends a check from the depth of a walk. */
    private static final class EnoughException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        EnoughException() {
            super("enough findings", null, false, false);
        }
    }
}
