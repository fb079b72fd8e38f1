package io.taurine.inline;

/** In memory. */
class InlineBehaviourTest extends BehaviourContract {

    @Override
    Stage open() {
        return new InlineStage();
    }
}
