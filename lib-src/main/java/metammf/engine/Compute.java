package metammf.engine;

import static metammf.base.MetaMmfException.require;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The device of a model and the precision of its large matrix products.
 *
 * <p>Matrices are multiplied in float32 unless {@link #withBFloat16} asks for mixed precision. On newer GPUs {@code
 * TORCH_ALLOW_TF32_CUBLAS_OVERRIDE=1} in the environment in which Java starts rounds the factors to ten bits of
 * mantissa (TF32), which is faster; the scripts set it with {@code --tf32}, and with {@code --bf16} the variable {@code
 * METAMMF_BF16=1}, which lets {@link #auto} ask for mixed precision.
 *
 * @param device the engine's device
 * @param bfloat16 whether large matrix products round their factors to bfloat16, on any processor
 */
public record Compute(Device device, boolean bfloat16) {
    private static final System.Logger LOG = System.getLogger(Compute.class.getName());
    private static final String ENGINE = "PyTorch";
    private static final String TF32 = "TORCH_ALLOW_TF32_CUBLAS_OVERRIDE";
    private static final String BF16 = "METAMMF_BF16";
    private static final Map<Device, Double> BFLOAT16_TIME = new ConcurrentHashMap<>(); // as a share of float32's

    static {
        ProcessEnd.leaveNativeLibraries();
    }

    /**
     * While an object of this class is open, the calling thread computes on the CPU without the other threads of the
     * engine. It is for one of many tasks with one core each. It is used by one thread, in a try-with-resources block.
     */
    public static final class OneThread implements AutoCloseable {
        private static final int USUAL = usual();

        /** Limits the engine to the calling thread. */
        public OneThread() {
            // When a thread first asks or computes, it takes over the last number that any thread has set: it asks
            // before it sets its own, so that another thread cannot change the number later.
            JniUtils.getNumThreads();
            JniUtils.setNumThreads(1);
        }

        private static int usual() {
            Compute.engine(); // loads the library
            return JniUtils.getNumThreads();
        }

        @Override
        public void close() {
            JniUtils.setNumThreads(USUAL);
        }
    }

    /** Creates a device that computes in float32. */
    public Compute(Device device) {
        this(device, false);
    }

    /** {@return the first GPU, or else the CPU; in mixed precision if Java started with {@code METAMMF_BF16=1}} */
    public static Compute auto() {
        Compute found = Gpu.problem(0) == null ? new Compute(Device.gpu(0)) : cpu();
        return "1".equals(System.getenv(BF16)) ? found.withBFloat16() : found;
    }

    /** {@return the CPU} */
    public static Compute cpu() {
        return new Compute(Device.cpu());
    }

    /**
     * {@return a GPU that a small computation has tried, by its number from 0}
     *
     * @throws metammf.base.MetaMmfException if it cannot be used; the message says what is missing and what to do
     */
    public static Compute gpu(int index) {
        String problem = Gpu.problem(index);
        require(problem == null, "GPU %d: %s", index, problem);
        return new Compute(Device.gpu(index));
    }

    /** {@return libraries, driver and devices for computing on a GPU, and what to do if something is missing} */
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

    /**
     * {@return this device in mixed precision; in float32, with a warning, if a short measurement finds that products
     * in bfloat16 are no faster here} In mixed precision large matrix products, forward and backward, take factors of
     * eight bits of mantissa (bfloat16); parameters, sums, gradients and Adam stay in float32. Results then differ from
     * those in float32 by a relative error of about 1e-2 in each product.
     */
    public Compute withBFloat16() {
        return ifFaster(BFLOAT16_TIME.computeIfAbsent(device, any -> Operators.bfloat16Time(newManager())));
    }

    /** Mixed precision if a product takes less than 1 times as long as in float32. */
    Compute ifFaster(double time) {
        if (time < 1) {
            return new Compute(device, true);
        }
        LOG.log(
                System.Logger.Level.WARNING,
                "bfloat16: a matrix product takes {0} times as long as in float32 on {1}; products stay in float32",
                (float) time,
                device);
        return new Compute(device);
    }

    /** {@return a new manager on this device, in this precision} Closing it frees all arrays that it owns. */
    public NDManager newManager() {
        NDManager manager = NDManager.newBaseManager(device, ENGINE);
        if (bfloat16) {
            manager.setName(BF16);
        }
        return manager;
    }

    /** {@return the device and precision of the arrays of a manager from {@link #newManager}, or one below it} */
    public static Compute of(NDManager manager) {
        NDManager named = manager;
        while (named != null && !BF16.equals(named.getName())) {
            named = named.getParentManager();
        }
        return new Compute(manager.getDevice(), named != null);
    }

    /** Seeds the engine's own generator, which draws the dropout masks. */
    public void seed(int seed) {
        engine().setRandomSeed(seed);
    }

    /**
     * {@return one line on this library, the engine, the device, threads, Java and the system} For example {@code
     * metammf 0.2.0, PyTorch 2.7.1 (bundled) on the CPU with 2 threads, Java 17.0.15, Linux amd64}.
     */
    public String describe() {
        return "metammf %s, PyTorch %s (%s) on %s, Java %s, %s %s"
                .formatted(
                        libraryVersion(),
                        engine().getVersion(),
                        Gpu.origin(),
                        (device.isGpu() ? describeGpu() : "the CPU with " + threads(JniUtils.getNumThreads()))
                                + (bfloat16 ? " in bfloat16" : ""),
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
        return device + (bfloat16 ? " in bfloat16" : "");
    }
}
