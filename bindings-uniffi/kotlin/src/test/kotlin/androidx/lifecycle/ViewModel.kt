package androidx.lifecycle

import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.MainScope

/** In place of Android's, for the example of a screen. */
open class ViewModel

val ViewModel.viewModelScope: CoroutineScope get() = MainScope()
