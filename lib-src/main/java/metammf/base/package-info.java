/**
 * What every other package needs: {@link metammf.base.MetaMmfException} for all bad input, {@link metammf.base.Seeds} for
 * independent random streams from one seed, and {@link metammf.base.Sha256} for checksums.
 */
package metammf.base;
