package metammf.engine;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;

/**
 * Where models live and compute.
 *
 * @param device the engine's device
 */
public record Compute(Device device) {
    private static final String ENGINE = "PyTorch";

    /**
     * The first GPU if there is one, else the CPU.
     *
     * @return the device to use when the user has no wish
     */
    public static Compute auto() {
        return engine().getGpuCount() > 0 ? gpu(0) : cpu();
    }

    /**
     * The processor.
     *
     * @return the CPU
     */
    public static Compute cpu() {
        return new Compute(Device.cpu());
    }

    /**
     * A GPU, also where the engine counts none.
     *
     * @param index its number, from 0
     * @return the GPU
     */
    public static Compute gpu(int index) {
        return new Compute(Device.gpu(index));
    }

    /**
     * A manager of its own on this device; closing it frees all it owns.
     *
     * @return a new manager
     */
    public NDManager newManager() {
        return NDManager.newBaseManager(device, ENGINE);
    }

    /**
     * Seeds the engine's own generator, which draws the dropout masks.
     *
     * @param seed any number
     */
    public void seed(int seed) {
        engine().setRandomSeed(seed);
    }

    /**
     * One line on engine, device, threads and Java.
     *
     * @return for example {@code PyTorch 2.7.1 on cpu, 2 threads, Java 17.0.15, linux amd64}
     */
    public String describe() {
        return "PyTorch %s on %s, %s threads, Java %s, %s %s"
                .formatted(
                        engine().getVersion(),
                        device,
                        System.getProperty(
                                "ai.djl.pytorch.num_threads", System.getenv().getOrDefault("OMP_NUM_THREADS", "all")),
                        System.getProperty("java.version"),
                        System.getProperty("os.name"),
                        System.getProperty("os.arch"));
    }

    private static Engine engine() {
        return Engine.getEngine(ENGINE);
    }

    @Override
    public String toString() {
        return device.toString();
    }
}
