package metammf.model;

import java.util.Map;

/**
 * What a model learns before the first step of its training, a step at a time, so that a training that is stopped
 * meanwhile goes on where it was.
 */
public interface Pretraining extends AutoCloseable {
    /** For models that need none. */
    Pretraining NONE = new Pretraining() {
        @Override
        public boolean step() {
            return false;
        }

        @Override
        public Map<String, float[]> state() {
            return Map.of();
        }

        @Override
        public void restore(Map<String, float[]> state) {}

        @Override
        public void close() {}
    };

    /**
     * The next step; the last one changes the model.
     *
     * @return whether there was one left
     */
    boolean step();

    /**
     * All that its next steps depend on, beside the seed and the data.
     *
     * @return names and values; a checkpoint holds them
     */
    Map<String, float[]> state();

    /**
     * Goes on from where another one was.
     *
     * @param state of one of the same model, seed and data
     */
    void restore(Map<String, float[]> state);

    @Override
    void close();
}
