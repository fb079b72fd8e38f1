package io.taurine.queue.internal.script;

import java.util.List;

/** Every script there is, loaded once. What each does, takes and returns stands at the head of its file. */
public final class Scripts {

    public static final LuaScript ADD_FLOW = ScriptLoader.load("addFlow");
    public static final LuaScript ACQUIRE_LOCK = ScriptLoader.load("acquireLock");
    public static final LuaScript ADD_JOBS = ScriptLoader.load("addJobs");
    public static final LuaScript ADD_LOG = ScriptLoader.load("addLog");
    public static final LuaScript ADOPT_SCHEDULER = ScriptLoader.load("adoptScheduler");
    public static final LuaScript CANCEL = ScriptLoader.load("cancel");
    public static final LuaScript CHANGE_DELAY = ScriptLoader.load("changeDelay");
    public static final LuaScript CHANGE_LIMITS = ScriptLoader.load("changeLimits");
    public static final LuaScript CHANGE_PRIORITY = ScriptLoader.load("changePriority");
    public static final LuaScript CHANGED_SETTINGS = ScriptLoader.load("changedSettings");
    public static final LuaScript CLAIM = ScriptLoader.load("claim");
    public static final LuaScript CLEAN = ScriptLoader.load("clean");
    public static final LuaScript COUNT_BY_STATUS = ScriptLoader.load("countByStatus");
    public static final LuaScript DROP_ENDLESS = ScriptLoader.load("dropEndless");
    public static final LuaScript DROP_LEFTOVERS = ScriptLoader.load("dropLeftovers");
    public static final LuaScript DROP_MISSING_ID = ScriptLoader.load("dropMissingId");
    public static final LuaScript EXAMINE_CHILDREN = ScriptLoader.load("examineChildren");
    public static final LuaScript EXAMINE_DEDUPLICATION = ScriptLoader.load("examineDeduplication");
    public static final LuaScript EXAMINE_JOBS = ScriptLoader.load("examineJobs");
    public static final LuaScript EXAMINE_QUEUE = ScriptLoader.load("examineQueue");
    public static final LuaScript EXTEND_LOCKS = ScriptLoader.load("extendLocks");
    public static final LuaScript FETCH_ASIDE = ScriptLoader.load("fetchAside");
    public static final LuaScript FIND_CANCELLED = ScriptLoader.load("findCancelled");
    public static final LuaScript FREE_DEDUPLICATION = ScriptLoader.load("freeDeduplication");
    public static final LuaScript GET_CHILDREN = ScriptLoader.load("getChildren");
    public static final LuaScript FIND_MISSING = ScriptLoader.load("findMissing");
    public static final LuaScript FIND_ORPHANS = ScriptLoader.load("findOrphans");
    public static final LuaScript GET_COUNTS = ScriptLoader.load("getCounts");
    public static final LuaScript GET_DEPENDENCIES = ScriptLoader.load("getDependencies");
    public static final LuaScript GET_FAMILY = ScriptLoader.load("getFamily");
    public static final LuaScript GET_FINISHED = ScriptLoader.load("getFinished");
    public static final LuaScript GET_STATE = ScriptLoader.load("getState");
    public static final LuaScript GET_WAITING_IDS = ScriptLoader.load("getWaitingIds");
    public static final LuaScript INSPECT_SCHEDULER = ScriptLoader.load("inspectScheduler");
    public static final LuaScript KEEP_ONE_STATE = ScriptLoader.load("keepOneState");
    public static final LuaScript LOOK_AT_JOBS = ScriptLoader.load("lookAtJobs");
    public static final LuaScript LOOK_AT_SCHEDULER = ScriptLoader.load("lookAtScheduler");
    public static final LuaScript LOOK_AT_SCHEDULERS = ScriptLoader.load("lookAtSchedulers");
    public static final LuaScript MEND_COUNTER = ScriptLoader.load("mendCounter");
    public static final LuaScript MEND_LOCK = ScriptLoader.load("mendLock");
    public static final LuaScript MOVE_JOBS_TO_WAIT = ScriptLoader.load("moveJobsToWait");
    public static final LuaScript OBLITERATE = ScriptLoader.load("obliterate");
    public static final LuaScript PAGE_OF_LINE = ScriptLoader.load("pageOfLine");
    public static final LuaScript PAGE_OF_SET = ScriptLoader.load("pageOfSet");
    public static final LuaScript PAUSE = ScriptLoader.load("pause");
    public static final LuaScript PRODUCE_ITERATION = ScriptLoader.load("produceIteration");
    public static final LuaScript PROMOTE = ScriptLoader.load("promote");
    public static final LuaScript PUT_RECORD = ScriptLoader.load("putRecord");
    public static final LuaScript RAISE_FENCE = ScriptLoader.load("raiseFence");
    public static final LuaScript RECOVER_STALLED = ScriptLoader.load("recoverStalled");
    public static final LuaScript RECOVER_UNHELD = ScriptLoader.load("recoverUnheld");
    public static final LuaScript REJOIN_PARENT = ScriptLoader.load("rejoinParent");
    public static final LuaScript RELEASE_CLAIMS = ScriptLoader.load("releaseClaims");
    public static final LuaScript RELEASE_LONELY_PARENT = ScriptLoader.load("releaseLonelyParent");
    public static final LuaScript RELIST_JOB = ScriptLoader.load("relistJob");
    public static final LuaScript REMOVE_CHILD_DEPENDENCY = ScriptLoader.load("removeChildDependency");
    public static final LuaScript RELEASE_DEDUPLICATION = ScriptLoader.load("releaseDeduplication");
    public static final LuaScript RELEASE_LOCK = ScriptLoader.load("releaseLock");
    public static final LuaScript REMOVE_CHILDREN = ScriptLoader.load("removeChildren");
    public static final LuaScript REMOVE_JOB = ScriptLoader.load("removeJob");
    public static final LuaScript REMOVE_UNPROCESSED_CHILDREN = ScriptLoader.load("removeUnprocessedChildren");
    public static final LuaScript REMOVE_ORPHANS = ScriptLoader.load("removeOrphans");
    public static final LuaScript REMOVE_RECORD = ScriptLoader.load("removeRecord");
    public static final LuaScript REMOVE_SCHEDULER = ScriptLoader.load("removeScheduler");
    public static final LuaScript RENEW_LOCK = ScriptLoader.load("renewLock");
    public static final LuaScript REPROCESS = ScriptLoader.load("reprocess");
    public static final LuaScript RESTORE_PRIORITY = ScriptLoader.load("restorePriority");
    public static final LuaScript RESUME = ScriptLoader.load("resume");
    public static final LuaScript SETTLE = ScriptLoader.load("settle");
    public static final LuaScript SETTLE_LOST_CHILD = ScriptLoader.load("settleLostChild");
    public static final LuaScript TAKE_MARKERS = ScriptLoader.load("takeMarkers");
    public static final LuaScript UPDATE_DATA = ScriptLoader.load("updateData");
    public static final LuaScript UPDATE_PROGRESS = ScriptLoader.load("updateProgress");
    public static final LuaScript UPSERT_SCHEDULER = ScriptLoader.load("upsertScheduler");
    public static final LuaScript WAKE_WORKERS = ScriptLoader.load("wakeWorkers");
    public static final LuaScript WRITE_SETTINGS = ScriptLoader.load("writeSettings");

    private Scripts() {}

    /** All of them, for tests that walk them. */
    static List<LuaScript> all() {
        return List.of(
                ADD_FLOW,
                ACQUIRE_LOCK,
                ADD_JOBS,
                ADD_LOG,
                ADOPT_SCHEDULER,
                CANCEL,
                CHANGE_DELAY,
                CHANGE_LIMITS,
                CHANGE_PRIORITY,
                CHANGED_SETTINGS,
                CLAIM,
                CLEAN,
                COUNT_BY_STATUS,
                DROP_ENDLESS,
                DROP_LEFTOVERS,
                DROP_MISSING_ID,
                EXAMINE_CHILDREN,
                EXAMINE_DEDUPLICATION,
                EXAMINE_JOBS,
                EXAMINE_QUEUE,
                EXTEND_LOCKS,
                FETCH_ASIDE,
                FIND_CANCELLED,
                FREE_DEDUPLICATION,
                GET_CHILDREN,
                FIND_MISSING,
                FIND_ORPHANS,
                GET_COUNTS,
                GET_DEPENDENCIES,
                GET_FAMILY,
                GET_FINISHED,
                GET_STATE,
                GET_WAITING_IDS,
                INSPECT_SCHEDULER,
                KEEP_ONE_STATE,
                LOOK_AT_JOBS,
                LOOK_AT_SCHEDULER,
                LOOK_AT_SCHEDULERS,
                MEND_COUNTER,
                MEND_LOCK,
                MOVE_JOBS_TO_WAIT,
                OBLITERATE,
                PAGE_OF_LINE,
                PAGE_OF_SET,
                PAUSE,
                PRODUCE_ITERATION,
                PROMOTE,
                PUT_RECORD,
                RAISE_FENCE,
                RECOVER_STALLED,
                RECOVER_UNHELD,
                REJOIN_PARENT,
                RELEASE_CLAIMS,
                RELEASE_LONELY_PARENT,
                RELIST_JOB,
                REMOVE_CHILD_DEPENDENCY,
                RELEASE_DEDUPLICATION,
                RELEASE_LOCK,
                REMOVE_CHILDREN,
                REMOVE_JOB,
                REMOVE_UNPROCESSED_CHILDREN,
                REMOVE_ORPHANS,
                REMOVE_RECORD,
                REMOVE_SCHEDULER,
                RENEW_LOCK,
                REPROCESS,
                RESTORE_PRIORITY,
                RESUME,
                SETTLE,
                SETTLE_LOST_CHILD,
                TAKE_MARKERS,
                UPDATE_DATA,
                UPDATE_PROGRESS,
                UPSERT_SCHEDULER,
                WAKE_WORKERS,
                WRITE_SETTINGS);
    }
}
