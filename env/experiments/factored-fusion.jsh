// What does it save never to build a video's fusion matrix?
//
// Naive, as eq. (11) and (9) are written: W_i for every video, then h_i W_i. Factored, as the library computes eq. (15):
// h_i W + ((h_i A) * (s_i C)) B, three thin products for all videos at once. One layer of the paper's sizes for TikTok.
//
//     env/jshell env/experiments/factored-fusion.jsh

int Q = 384, P = 32, S = 5, R = 16;                                 // inputs, outputs, meta information, rank
var manager = Compute.cpu().newManager();
var random = Seeds.stream(1, "layer");
var layer = new MetaLayer(manager, FusionConfig.cp(R).withMetaDim(S), Q, P, random);

NDArray naive(NDArray h, NDArray s) {
    return h.expandDims(1).matMul(layer.matrices(s)).squeeze(1);     // (I, 1, Q) x (I, Q, P) -> (I, P)
}

double milliseconds(Supplier<NDArray> fusion) {                     // the fastest of five
    double fastest = Double.MAX_VALUE;
    for (int run = 0; run < 5; run++) try (Tape tape = Tape.computing()) {
        long start = System.nanoTime();
        fusion.get().getFloat(0, 0);                                // also waits for a GPU
        fastest = Math.min(fastest, (System.nanoTime() - start) / 1e6);
    }
    return fastest;
}

System.out.println("videos   all W_i   naive   factored   times faster");
for (int items : new int[] {250, 500, 1000, 2000, 4000}) try (Tape tape = Tape.computing()) {
    NDArray h = NativeArrays.normal(manager, 1, random, items, Q), s = NativeArrays.normal(manager, 1, random, items, S);
    double slow = milliseconds(() -> naive(h, s)), fast = milliseconds(() -> layer.fuse(h, s));
    System.out.println(String.format(Locale.ROOT, "%6d %6.0f MB %4.0f ms %7.2f ms %14.0f",
            items, 4e-6 * items * Q * P, slow, fast, slow / fast));
    assert naive(h, s).sub(layer.fuse(h, s)).abs().max().getFloat() < 1e-4 : "the same vectors";
}
System.out.println(String.format(Locale.ROOT, "\nTikTok's 76,085 videos would need %.1f GB of W_i in every step.", 4e-9 * 76_085 * Q * P));
manager.close();
