package io.taurine.interop;

import io.taurine.interop.SchedulerScript.Repeat;
import java.util.List;

/** The schedulers of one queue in the hands of one implementation, under a clock that the test sets. */
interface SchedulerHand {
    /** Name, data and options by number. */
    List<String> TEMPLATES = List.of(
            "{'opts':{'removeOnComplete':true}}",
            "{'name':'tick','data':{'a':1,'b':'ü/'},'opts':{'removeOnComplete':true,'attempts':3,'priority':2,"
                    + "'backoff':{'type':'fixed','delay':5}}}",
            "{'name':'tock','data':[1],'opts':{'removeOnComplete':true,'lifo':true,'keepLogs':3}}");

    static String template(int number) {
        return TEMPLATES.get(number).replace('\'', '"');
    }

    void upsert(String id, Repeat repeat, int template, long now);

    /** Claims what is next if anything is due, makes its successor, completes it. */
    void work(long now);

    void remove(String id);

    /** Makes the delayed jobs claimable, next one first. */
    void promoteAll();
}
