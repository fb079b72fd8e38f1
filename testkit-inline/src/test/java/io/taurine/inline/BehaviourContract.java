package io.taurine.inline;

import org.junit.jupiter.api.Nested;

/** What users see of queues, workers and locks, the same in memory and on a real Redis: one suite, run by both. */
abstract class BehaviourContract {

    abstract Stage open();

    @Nested
    class Adding extends AddingBehaviour {

        Adding() {
            super(BehaviourContract.this::open);
        }
    }

    @Nested
    class Failing extends FailingBehaviour {

        Failing() {
            super(BehaviourContract.this::open);
        }
    }

    @Nested
    class WhileItRuns extends WhileItRunsBehaviour {

        WhileItRuns() {
            super(BehaviourContract.this::open);
        }
    }

    @Nested
    class Waiting extends WaitingBehaviour {

        Waiting() {
            super(BehaviourContract.this::open);
        }
    }

    @Nested
    class Tending extends TendingBehaviour {

        Tending() {
            super(BehaviourContract.this::open);
        }
    }

    @Nested
    class Listening extends ListeningBehaviour {

        Listening() {
            super(BehaviourContract.this::open);
        }
    }

    @Nested
    class ByHand extends ByHandBehaviour {

        ByHand() {
            super(BehaviourContract.this::open);
        }
    }

    @Nested
    class Features extends FeaturesBehaviour {

        Features() {
            super(BehaviourContract.this::open);
        }
    }

    @Nested
    class Locking extends LockingBehaviour {

        Locking() {
            super(BehaviourContract.this::open);
        }
    }
}
