// Run while an image is built: the engine unpacks its native part now and not when a reader waits, and a missing font
// ends the build.
System.out.println(Compute.auto().describe());
show(Plots.longTail(Datasets.tiktok().split().train()));
