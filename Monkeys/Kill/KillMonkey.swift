// Kill
