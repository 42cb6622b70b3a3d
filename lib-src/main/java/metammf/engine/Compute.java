package metammf.engine;

import static metammf.base.MetaMmfException.require;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Where models live and compute.
 *
 * <p>A GPU multiplies matrices in float32. {@code TORCH_ALLOW_TF32_CUBLAS_OVERRIDE=1} in the environment in which Java
 * starts lets newer ones round the factors to ten bits of mantissa (TF32), which is faster; the scripts set it with
 * {@code --tf32}.
 *
 * @param device the engine's device
 */
public record Compute(Device device) {
    private static final String ENGINE = "PyTorch";
    private static final String TF32 = "TORCH_ALLOW_TF32_CUBLAS_OVERRIDE";

    static {
        ProcessEnd.leaveNativeLibraries();
    }

    /** {@return the first GPU if it can be used, otherwise the CPU} */
    public static Compute auto() {
        return Gpu.problem(0) == null ? new Compute(Device.gpu(0)) : cpu();
    }

    /** {@return the CPU} */
    public static Compute cpu() {
        return new Compute(Device.cpu());
    }

    /**
     * A GPU that can be used; a small computation tries it.
     *
     * @param index its number, from 0
     * @return the GPU
     * @throws metammf.base.MetaMmfException if it cannot be used; the message says what is missing and what to do
     */
    public static Compute gpu(int index) {
        String problem = Gpu.problem(index);
        require(problem == null, "GPU %d: %s", index, problem);
        return new Compute(Device.gpu(index));
    }

    /**
     * {@return a few lines on what there is for computing on a GPU: libraries, driver, devices with their memory, and
     * what to do if something is missing}
     */
    public static String gpuReport() {
        String devices = IntStream.range(0, Math.max(1, Gpu.count()))
                .mapToObj(index -> "\nGPU %-6s %s".formatted(index, reportOf(index)))
                .collect(Collectors.joining());
        return "libraries  %s\ndriver     %s".formatted(Gpu.libraries(), Gpu.driver()) + devices;
    }

    private static String reportOf(int index) {
        String problem = Gpu.problem(index);
        return problem == null ? Gpu.name(index) : problem;
    }

    /** {@return a new manager on this device} Closing the manager frees all arrays that it owns. */
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
     * {@return one line on this library, the engine, the device, threads, Java and the system} For example {@code
     * metammf 0.1.0, PyTorch 2.7.1 (bundled) on the CPU with 2 threads, Java 17.0.15, Linux amd64}.
     */
    public String describe() {
        return "metammf %s, PyTorch %s (%s) on %s, Java %s, %s %s"
                .formatted(
                        libraryVersion(),
                        engine().getVersion(),
                        Gpu.origin(),
                        device.isGpu() ? describeGpu() : "the CPU with " + threads(JniUtils.getNumThreads()),
                        System.getProperty("java.version"),
                        System.getProperty("os.name"),
                        System.getProperty("os.arch"));
    }

    private static String threads(int count) {
        return count == 1 ? "1 thread" : count + " threads";
    }

    private String describeGpu() {
        return "GPU %s, %s, TF32 %s"
                .formatted(
                        device.getDeviceId(),
                        Gpu.name(device.getDeviceId()),
                        "1".equals(System.getenv(TF32)) ? "on" : "off");
    }

    /** {@return the version of this library from its jar, or {@code development} if it is not in a jar} */
    public static String libraryVersion() {
        String version = Compute.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    static Engine engine() {
        return Engine.getEngine(ENGINE);
    }

    @Override
    public String toString() {
        return device.toString();
    }
}
