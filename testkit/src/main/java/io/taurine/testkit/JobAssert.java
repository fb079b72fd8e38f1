package io.taurine.testkit;

import java.util.List;
import java.util.Objects;
import org.assertj.core.api.AbstractAssert;

/**
 * Assertions about one job as it was in Redis when {@link TaurineAssertions#assertThatJob} was called. The state
 * assertions also say that the job is in no second state. Every failure shows all that Redis held about the job.
 */
public final class JobAssert extends AbstractAssert<JobAssert, StoredJob> {
    JobAssert(StoredJob job) {
        super(job, JobAssert.class);
    }

    /** There is a hash for this id. */
    public JobAssert exists() {
        return check(!actual.fields().isEmpty(), "to exist");
    }

    /** Neither a hash nor a state nor a lock nor logs are left. */
    public JobAssert doesNotExist() {
        return check(
                actual.fields().isEmpty()
                        && actual.containers().isEmpty()
                        && actual.lock().isEmpty()
                        && actual.logs().isEmpty(),
                "not to exist");
    }

    /** In {@code wait}, or in the legacy {@code paused} list. */
    public JobAssert isWaiting() {
        return check(
                isOnlyIn(StateContainer.WAIT) || isOnlyIn(StateContainer.PAUSED), "to exist and to be only in wait");
    }

    public JobAssert isActive() {
        return isIn(StateContainer.ACTIVE);
    }

    public JobAssert isDelayed() {
        return isIn(StateContainer.DELAYED);
    }

    public JobAssert isPrioritized() {
        return isIn(StateContainer.PRIORITIZED);
    }

    public JobAssert isCompleted() {
        return isIn(StateContainer.COMPLETED);
    }

    public JobAssert isFailed() {
        return isIn(StateContainer.FAILED);
    }

    public JobAssert isWaitingChildren() {
        return isIn(StateContainer.WAITING_CHILDREN);
    }

    /** Whichever it is; an id that stands twice in one list is not in one state. */
    public JobAssert isInExactlyOneState() {
        exists();
        return check(actual.containers().size() == 1, "to be in exactly one state");
    }

    /** The payload, compared as JSON. */
    public JobAssert hasData(String json) {
        return hasJson("data", json);
    }

    /** The result, compared as JSON. */
    public JobAssert hasReturnValue(String json) {
        return hasJson("returnvalue", json);
    }

    /** The progress, compared as JSON; {@code 0} until it is first set. */
    public JobAssert hasProgress(String json) {
        return check(JsonText.says(actual.field("progress").orElse("0"), json), "to have progress " + json);
    }

    /** The text is plain on the wire, not JSON. */
    public JobAssert hasFailedReason(String text) {
        return hasField("failedReason", text);
    }

    public JobAssert hasFailedReasonContaining(String part) {
        return check(
                actual.field("failedReason")
                        .filter(reason -> reason.contains(part))
                        .isPresent(),
                "to have a failedReason that contains \"" + part + "\"");
    }

    /** Attempts that have ended, in success or failure. */
    public JobAssert hasAttemptsMade(int attempts) {
        int made = actual.field("attemptsMade").map(Integer::parseInt).orElseGet(() -> actual.counter("atm"));
        return check(made == attempts, "to have made " + attempts + " attempts (atm)");
    }

    /** Claims by a worker, those that were lost to a crash included. */
    public JobAssert hasAttemptsStarted(int attempts) {
        return check(actual.counter("ats") == attempts, "to have started " + attempts + " attempts (ats)");
    }

    /** How often the job was taken back from a worker that had vanished. */
    public JobAssert hasStalledCount(int times) {
        return check(actual.counter("stc") == times, "to have stalled " + times + " times (stc)");
    }

    /** Exactly these log lines, oldest first. */
    public JobAssert hasLogs(String... lines) {
        return check(actual.logs().equals(List.of(lines)), "to have the logs " + List.of(lines));
    }

    /** A field of the job's hash, raw as on the wire. */
    public JobAssert hasField(String name, String value) {
        return check(
                Objects.equals(actual.fields().get(name), value),
                "to have a field " + name + " with \"" + value + "\"");
    }

    public JobAssert doesNotHaveField(String name) {
        exists();
        return check(actual.field(name).isEmpty(), "to have no field " + name);
    }

    public JobAssert isLocked() {
        return check(actual.lock().isPresent(), "to be locked");
    }

    public JobAssert isLockedBy(String token) {
        return check(actual.lock().filter(token::equals).isPresent(), "to be locked by " + token);
    }

    public JobAssert isNotLocked() {
        return check(actual.lock().isEmpty(), "not to be locked");
    }

    /** The name of the worker that claimed it last. */
    public JobAssert wasProcessedBy(String worker) {
        return hasField("pb", worker);
    }

    private JobAssert isIn(StateContainer container) {
        return check(isOnlyIn(container), "to exist and to be only in " + container);
    }

    private boolean isOnlyIn(StateContainer container) {
        return !actual.fields().isEmpty() && actual.containers().equals(List.of(container.suffix));
    }

    private JobAssert hasJson(String field, String json) {
        return check(
                actual.field(field).filter(text -> JsonText.says(text, json)).isPresent(),
                "to have a field " + field + " that says " + json);
    }

    private JobAssert check(boolean holds, String expectation) {
        if (!holds) {
            throw failure("%s", "Expecting job " + actual.id() + " " + expectation + ".\n" + actual.describe());
        }
        return this;
    }
}
