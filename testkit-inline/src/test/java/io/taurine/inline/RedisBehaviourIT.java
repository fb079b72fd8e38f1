package io.taurine.inline;

/** On a real Redis, which is what the other has to be equal to. */
class RedisBehaviourIT extends BehaviourContract {

    @Override
    Stage open() {
        return new RedisStage();
    }
}
