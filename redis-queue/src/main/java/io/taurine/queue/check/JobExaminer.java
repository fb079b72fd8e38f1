package io.taurine.queue.check;

import io.taurine.queue.internal.script.Scripts;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Looks at jobs by their ids. */
final class JobExaminer implements Examiner {

    private static final int JOBS_PER_CALL = 50;

    /** How far into a line a script may search: twice 10000 ids take half a millisecond. */
    static final String FAR = "10000";

    static final String NOT_AT_ALL = "0";

    private final PacedRedis redis;
    private final JobRules rules;
    private final String look;
    private final LineView line;

    /** @param line what counts of the part of the line that a call has not seen */
    JobExaminer(PacedRedis redis, JobRules rules, String look, LineView line) {
        this.redis = redis;
        this.rules = rules;
        this.look = look;
        this.line = line;
    }

    @Override
    public List<Suspicion> look(Collection<String> ids) {
        var suspicions = new ArrayList<Suspicion>();
        for (var report : reports(ids)) {
            suspicions.addAll(rules.judge(report));
        }
        return suspicions;
    }

    List<JobReport> reports(Collection<String> ids) {
        var all = new ArrayList<JobReport>(ids.size());
        var left = List.copyOf(ids);
        while (!left.isEmpty()) {
            var batch = left.subList(0, Math.min(JOBS_PER_CALL, left.size()));
            var some = JobReport.read(
                    redis.run(Scripts.EXAMINE_JOBS, List.of(redis.keys().base(), look), batch));
            for (var report : some) {
                all.add(report.isLineUnseen() ? withLine(report) : report);
            }
            left = left.subList(some.size(), left.size());
        }
        return all;
    }

    private JobReport withLine(JobReport report) {
        var count = line.count(report);
        return count == LineView.UNKNOWN ? report : report.withLine(count);
    }
}
