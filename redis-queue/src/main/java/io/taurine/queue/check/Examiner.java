package io.taurine.queue.check;

import java.util.Collection;
import java.util.List;

/** Looks at things of one sort, each in one atomic call. */
interface Examiner {

    List<Suspicion> look(Collection<String> subjects);
}
