import metammf.engine.Compute;

/** Says what there is for computing on a GPU, and what the engine computes on; run by setup.py. */
class Check {
    public static void main(String[] arguments) {
        System.out.println(Compute.gpuReport());
        System.out.println(Compute.auto().describe());
    }
}
